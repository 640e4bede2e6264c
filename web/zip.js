// The files of a zip, each checked against what the zip says of it: where it lies, how long it is, its checksum.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT has the format. Zips of more than 4 GB, encrypted ones, and methods other than
// "stored" and "deflated" are refused.

const END = 22, DIRECTORY = 46, LOCAL = 30, LONGEST_COMMENT = 65535;
const END_MARK = 0x06054b50, DIRECTORY_MARK = 0x02014b50, LOCAL_MARK = 0x04034b50;
const STORED = 0, DEFLATED = 8, ENCRYPTED = 1;

const refusedZip = (file, why) => new Refused(`\`${file.name}\` ${why}`, "page::zip", "unpack it, and choose the folder");

const viewOf = async (file, start, end) => {
  if (start < 0 || end > file.size || start > end) throw refusedZip(file, "is no whole zip: a part of it lies beyond its end");
  return new DataView(await file.slice(start, end).arrayBuffer());
};

async function isZip(file) {
  return file.size >= END && [LOCAL_MARK, END_MARK].includes((await viewOf(file, 0, 4)).getUint32(0, true));
}

// Where the list of files lies. The end of a zip may hold a comment, which goes up to the last byte.
async function directoryOf(file) {
  const view = await viewOf(file, Math.max(0, file.size - END - LONGEST_COMMENT), file.size);
  for (let at = view.byteLength - END; at >= 0; at--) {
    if (view.getUint32(at, true) !== END_MARK || at + END + view.getUint16(at + 20, true) !== view.byteLength) continue;
    const [count, size, start] = [view.getUint16(at + 10, true), view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) throw refusedZip(file, "is a zip of the large format");
    return { count, list: await viewOf(file, start, start + size) };
  }
  throw refusedZip(file, "is no whole zip: it has no list of files");
}

// The files that are not hidden, as the reader of a folder takes them.
async function filesOfZip(file) {
  const { count, list } = await directoryOf(file), files = [];
  for (let at = 0, number = 0; number < count; number++) {
    if (at + DIRECTORY > list.byteLength || list.getUint32(at, true) !== DIRECTORY_MARK) throw refusedZip(file, "has a damaged list of files");
    const [flags, method, crc, packed, size] = [list.getUint16(at + 8, true), list.getUint16(at + 10, true), list.getUint32(at + 16, true), list.getUint32(at + 20, true), list.getUint32(at + 24, true)];
    const [letters, extra, comment, local] = [list.getUint16(at + 28, true), list.getUint16(at + 30, true), list.getUint16(at + 32, true), list.getUint32(at + 42, true)];
    if (at + DIRECTORY + letters > list.byteLength) throw refusedZip(file, "has a damaged list of files");
    // Old versions of PowerShell write the separators of Windows.
    const name = new TextDecoder().decode(new Uint8Array(list.buffer, at + DIRECTORY, letters)).replaceAll("\\", "/");
    at += DIRECTORY + letters + extra + comment;
    if (name.endsWith("/") || name.split("/").some((part) => part.startsWith("."))) continue;
    if (flags & ENCRYPTED) throw refusedZip(file, "is encrypted");
    if (method !== STORED && method !== DEFLATED) throw refusedZip(file, `packs \`${name}\` in a way that this page does not know`);
    files.push({ name, folder: file.name, modified: null, size, crc, parts: () => partsOfStream(unpacked(file, { method, packed, local })) });
  }
  return files;
}

async function unpacked(file, { method, packed, local }) {
  const head = await viewOf(file, local, local + LOCAL);
  if (head.getUint32(0, true) !== LOCAL_MARK) throw refusedZip(file, "has a damaged list of files");
  const start = local + LOCAL + head.getUint16(26, true) + head.getUint16(28, true);
  if (start + packed > file.size) throw refusedZip(file, "is no whole zip: a part of it lies beyond its end");
  const stream = file.slice(start, start + packed).stream();
  return method === STORED ? stream : stream.pipeThrough(new DecompressionStream("deflate-raw"));
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crcOf(bytes) {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) crc = (crc >>> 8) ^ CRC[(crc ^ bytes[at]) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}
