// The engine, apart from the page so that the page stays alive while it works. Orders come as messages, each with a number that its
// outcome has as well; how far the reading is comes in between.

// What the engine or the page says no to: a message, and its mistakes with code, place and help.
class Refused extends Error {
  constructor(message, code, help = null, details = [{ code, message, place: null, help }]) {
    super(message);
    this.details = details;
  }
}

// The engine stopped: that is never the fault of an export.
class Broken extends Error {}

// More bytes than this would not fit in the 4 GB that WebAssembly can address, with what is made of them.
const MOST_BYTES = 1200e6;
// A part of a file that is read at once, and how much is read between two words about it: enough that asking and telling cost nothing.
const PART = 8e6, BETWEEN = 1e6;
const encoder = new TextEncoder(), decoder = new TextDecoder();
let engine;

const bytesAt = (at, size) => new Uint8Array(engine.memory.buffer, at >>> 0, size);
const answered = () => bytesAt(engine.answer(), engine.answer_size());

function stopped(trap) {
  const said = decoder.decode(answered());
  return new Broken(said || (engine.memory.buffer.byteLength > 3.9e9 ? "the memory of the engine is full" : String(trap)));
}

function room(size) {
  try {
    return engine.room(size);
  } catch (trap) {
    throw stopped(trap);
  }
}

// Asks, with the text of a file where `fill` writes one into the room; the outcome is valid until the next call.
async function ask(request, size = 0, fill = () => {}) {
  const text = encoder.encode(JSON.stringify(request)), at = room(size + text.length);
  await fill(at);
  bytesAt(at + size, text.length).set(text);
  let refused;
  try {
    refused = engine.ask(text.length);
  } catch (trap) {
    throw stopped(trap);
  }
  if (!refused) return answered();
  const { message, details } = JSON.parse(decoder.decode(answered()));
  throw new Refused(message, null, null, details);
}

async function fileInto(at, file, told) {
  const changed = () => new Refused(`\`${file.name}\` is not as long as it says`, "page::file", "choose the exports again");
  let read = 0;
  try {
    for await (const part of file.parts()) {
      if (read + part.length > file.size) throw changed();
      bytesAt(at + read, part.length).set(part);
      read += part.length;
      told(part.length);
    }
  } catch (error) {
    throw error instanceof Refused ? error : new Refused(`\`${file.name}\` cannot be read: ${error.message}`, "page::file", "choose the exports again");
  }
  if (read !== file.size || (file.crc !== undefined && crcOf(bytesAt(at, read)) !== file.crc)) throw changed();
}

async function* partsOfFile(file) {
  for (let at = 0; at < file.size; at += PART) yield new Uint8Array(await file.slice(at, at + PART).arrayBuffer());
}

async function* partsOfStream(stream) {
  const reader = (await stream).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}

// A zip that was chosen itself is the files in it; one in a folder is passed over, as the program does.
async function unfolded(chosen) {
  const files = [];
  for (const { file, name, folder } of chosen) {
    const own = { name, folder, size: file.size, modified: Math.floor(file.lastModified / 1000), parts: () => partsOfFile(file) };
    files.push(...(folder === null && (await isZip(file)) ? await filesOfZip(file) : [own]));
  }
  return files;
}

const orders = {
  async start({ engine: compiled }) {
    ({ exports: engine } = await WebAssembly.instantiate(compiled, {}));
    engine.start();
    return JSON.parse(decoder.decode(await ask("about")));
  },

  async read({ chosen, at, complete, tell }) {
    const files = await unfolded(chosen), total = files.reduce((sum, file) => sum + file.size, 0);
    if (files.length === 0) throw new Refused("there are no files in what was chosen", "page::no_exports", "choose the folder that `rolecall collect` made");
    if (total > MOST_BYTES) throw new Refused(`the exports have ${Math.round(total / 1e6)} MB, more than fit in a page`, "page::too_large", "ask the program: it reads exports of any size");
    let done = 0, toldOf = 0;
    for (const file of files) {
      const told = (bytes) => {
        done += bytes;
        if (bytes > 0 && done - toldOf < BETWEEN) return;
        toldOf = done;
        tell({ name: file.name, done, total });
      };
      told(0);
      await ask({ file: { name: file.name, folder: file.folder, modified: file.modified } }, file.size, (at) => fileInto(at, file, told));
    }
    tell({ name: null, done: total, total });
    await ask({ tenant: { at, complete } });
    return { files: files.length, bytes: total };
  },

  async ask({ request }) {
    await ask(request);
  },

  async write({ answer, format, type }) {
    return new Blob([await ask({ write: { answer, format } })], { type });
  },

  async memory() {
    return { memory: engine.memory.buffer.byteLength };
  },

  // What the questions can be about.
  async names() {
    return JSON.parse(decoder.decode(await ask("names")));
  },
};

self.onmessage = async ({ data: { number, order, ...given } }) => {
  const tell = (progress) => self.postMessage({ number, progress });
  try {
    self.postMessage({ number, outcome: await orders[order]({ ...given, tell }) });
  } catch (error) {
    self.postMessage({ number, error: { message: error.message, details: error.details ?? null } });
  }
};
