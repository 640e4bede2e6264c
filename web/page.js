// The page around the engine: it takes files, gives orders to the worker, and shows what comes back. Names out of exports are put into the
// page as text, never as HTML; a report is shown in a frame that may do nothing but run its own script.
"use strict";

const at = (id) => document.getElementById(id);
const made = (tag, text, className) => Object.assign(document.createElement(tag), text === undefined ? {} : { textContent: text }, className ? { className } : {});
const say = (text) => { at("status").textContent = text; };
const megabytes = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.round(bytes / 1e6)} MB`);
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

// The engine is in the page, packed and in letters. It is compiled once, for every worker there will be.
async function compiledEngine() {
  const letters = atob(at("engine").textContent.trim()), packed = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place++) packed[place] = letters.charCodeAt(place);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

// The worker, and the orders that wait for it: one after another, for the engine does one thing at a time.
const workerAddress = URL.createObjectURL(new Blob([at("worker").textContent], { type: "text/javascript" }));
const engine = compiledEngine();
let worker, queue = Promise.resolve(), number = 0;

function order(name, given = {}, progress = () => {}) {
  const own = () => new Promise((resolve, reject) => {
    const mine = ++number, target = worker;
    target.onerror = (event) => reject({ message: event.message || "the worker did not start", details: null });
    target.onmessage = ({ data }) => {
      if (data.number !== mine) return;
      if (data.progress) progress(data.progress);
      else if (data.error) reject(data.error);
      else resolve(data.outcome);
    };
    target.postMessage({ number: mine, order: name, ...given });
  });
  const outcome = queue.then(own);
  queue = outcome.catch(() => {});
  return outcome;
}

// A new engine: what an earlier one held is free.
async function fresh() {
  worker?.terminate();
  worker = new Worker(workerAddress);
  return order("start", { engine: await engine });
}

// What went wrong, as the program tells it: the mistake, its place, what to do.
function showProblem(error) {
  const details = error.details ?? [{ message: `This is a bug of rolecall: ${error.message}`, place: null, help: "choose the exports again; what was read is lost" }];
  at("problem").replaceChildren(...details.slice(0, 50).map(({ code, message, place, help }) => {
    const box = made("div", undefined, "problem");
    box.append(made("p", `${code ? `${code}: ` : ""}${message}`));
    if (place) box.append(made("p", `at ${place.path}:${place.line}:${place.column}`, "place"));
    if (help) box.append(made("p", `help: ${help}`, "help"));
    return box;
  }));
  if (details.length > 50) at("problem").append(made("p", `and ${details.length - 50} more`));
  at("problem").scrollIntoView({ block: "nearest" });
  if (!error.details) { at("answers").hidden = true; fresh().catch(() => {}); }
}

// Does something that takes a while; what goes wrong in it is shown.
let busy = 0;
async function during(work) {
  at("problem").replaceChildren();
  busy++;
  at("progress").hidden = false;
  at("progress").removeAttribute("value");
  document.body.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    say("");
    showProblem(error.message === undefined ? { message: String(error), details: null } : error);
  } finally {
    if (--busy === 0) {
      at("progress").hidden = true;
      document.body.removeAttribute("aria-busy");
    }
  }
}

// Files

let chosen = [];

const isHidden = (path) => path.split("/").slice(1).some((part) => part.startsWith("."));

// Files of an input: those of a folder have a path.
const ofInput = (input) => [...input.files].map((file) => {
  const path = file.webkitRelativePath;
  return path ? { file, name: path, folder: path.split("/")[0] } : { file, name: file.name, folder: null };
}).filter(({ name, folder }) => folder === null || !isHidden(name));

// Files of what was dropped. Browsers have two ways to look into a folder; where one fails, as in pages that are files, the other may do.
async function ofDrop(items) {
  const ways = [...items].filter((item) => item.kind === "file").map((item) => ({ entry: item.webkitGetAsEntry?.(), handle: item.getAsFileSystemHandle?.(), file: item.getAsFile() }));
  const found = [];
  for (const { entry, handle, file } of ways) {
    if (!entry?.isDirectory) found.push({ file, name: file.name, folder: null });
    else found.push(...(await ofEntry(entry, entry.name, entry.name).catch(async (error) => {
      const other = await handle?.catch(() => null);
      if (!other) throw error;
      return ofHandle(other, other.name, other.name);
    })));
  }
  return found;
}

async function ofEntry(entry, name, folder) {
  if (entry.isFile) return [{ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), name, folder }];
  const reader = entry.createReader(), found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    for (const one of some.filter((one) => !one.name.startsWith("."))) found.push(...(await ofEntry(one, `${name}/${one.name}`, folder)));
  }
}

async function ofHandle(handle, name, folder) {
  if (handle.kind === "file") return [{ file: await handle.getFile(), name, folder }];
  const found = [];
  for await (const one of handle.values()) if (!one.name.startsWith(".")) found.push(...(await ofHandle(one, `${name}/${one.name}`, folder)));
  return found;
}

// Answers

const TYPES = { json: "application/json", csv: "text/csv", html: "text/html", text: "text/plain", markdown: "text/markdown" };
const SHOWN = { audit: "html", readiness: "html", "who-can": "text", explain: "text" };
const write = (answer, format) => order("write", { answer, format, type: `${TYPES[format]};charset=utf-8` });

// Shows an answer, and offers it as files.
async function show(answer, title) {
  const blob = await write(answer, SHOWN[answer]);
  const shown = SHOWN[answer] === "html" ? framed(blob, title) : Object.assign(made("pre", await blob.text()), { tabIndex: 0 });
  const buttons = [...new Set(["json", "csv", SHOWN[answer] === "html" ? "html" : "markdown"])].map((format) => download(answer, format));
  const downloads = made("p", undefined, "downloads");
  downloads.append(made("span", "Download"), ...buttons);
  const place = at(answer).querySelector(".result");
  place.querySelectorAll("iframe").forEach((frame) => URL.revokeObjectURL(frame.src));
  place.replaceChildren(downloads, shown);
}

function framed(blob, title) {
  const frame = made("iframe");
  frame.title = title;
  frame.setAttribute("sandbox", "allow-scripts");
  frame.allow = "clipboard-write";
  frame.src = URL.createObjectURL(blob);
  return frame;
}

function download(answer, format) {
  const button = Object.assign(made("button", format.toUpperCase()), { type: "button" });
  button.dataset.format = format;
  button.onclick = () => during(async () => {
    const link = made("a");
    link.href = URL.createObjectURL(await write(answer, format));
    link.download = `rolecall-${answer}.${format === "markdown" ? "md" : format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });
  return button;
}

// What each form asks.
const text = (form, name) => form.elements[name].value.trim();
const list = (value) => value.split(/\s+/).filter(Boolean);
const one = (value) => (value ? [value] : []);
const REQUESTS = {
  readiness: (form) => ({ readiness: { workspace: text(form, "workspace"), pack: text(form, "pack") || null, connected: one(text(form, "connected")) } }),
  "who-can": (form) => ({ "who-can": { what: text(form, "what"), scopes: one(text(form, "scope")), data: form.elements.data.checked } }),
  explain: (form) => ({ explain: { principal: text(form, "principal"), what: text(form, "what"), scopes: one(text(form, "scope")), data: form.elements.data.checked } }),
};

async function ask(answer, request, title) {
  const since = performance.now();
  at(answer).querySelector(".result").replaceChildren();
  await order("ask", { request });
  await show(answer, title);
  at(answer).querySelector(".result").scrollIntoView();
  const { memory } = await order("memory");
  say(`Answered in ${seconds(since)}; the engine uses ${megabytes(memory)}.`);
}

// The audit of what was chosen, from nothing.
async function read() {
  const since = performance.now();
  at("answers").hidden = true;
  document.querySelectorAll(".result").forEach((result) => result.replaceChildren());
  say("Starting the engine …");
  await fresh();
  const when = at("at").value.trim() || new Date().toISOString();
  const { files, bytes } = await order("read", { chosen, at: when, complete: list(at("complete").value) }, reading);
  at("progress").removeAttribute("value");
  say("Deciding who can do what …");
  await order("ask", { request: { audit: { pack: at("pack").value, all: at("all").checked } } });
  say("Writing the report …");
  offered = false;
  at("answers").hidden = false;
  choose("audit");
  await show("audit", "Report of the audit");
  const { memory } = await order("memory");
  say(`Read ${files} ${files === 1 ? "file" : "files"} of ${megabytes(bytes)} and answered in ${seconds(since)}; the engine uses ${megabytes(memory)}.`);
}

function reading({ name, done, total }) {
  at("progress").max = total;
  at("progress").value = done;
  say(name === null ? "Joining what the exports say …" : `Reading ${name}: ${megabytes(done)} of ${megabytes(total)}`);
  if (name === null) at("progress").removeAttribute("value");
}

// What can be typed: a list offers the names that match, not more of them than somebody would read.
const OFFERED = 200;
const names = { principals: [], workspaces: [], connected: [], scopes: [], tasks: [] };

let offered = false;

// The names of a large tenant take a while: they wait until a form is looked at.
async function offer() {
  if (offered) return;
  offered = true;
  const { principals, targets } = await order("names");
  const named = (list) => list.map(({ id, name, upn }) => [upn ?? id, name ?? ""]);
  const workspaces = named(targets.filter(({ kind }) => kind === "workspace"));
  Object.assign(names, { principals: named(principals), workspaces, connected: [["none", "no workspace is connected"], ...workspaces], scopes: named(targets.filter(({ id }) => id.startsWith("/"))) });
  Object.keys(names).forEach((name) => fill(name, ""));
  const workspace = at("readiness").querySelector("[name=workspace]");
  if (workspaces.length === 1 && workspace.value === "") workspace.value = workspaces[0][0];
}

function fill(name, typed) {
  const words = typed.toLowerCase(), fits = [];
  for (const [value, label] of names[name]) {
    if (fits.length === OFFERED) break;
    if (value.toLowerCase().includes(words) || label.toLowerCase().includes(words)) fits.push(Object.assign(made("option", label), { value }));
  }
  at(name).replaceChildren(...fits);
}

// Tabs: one is in the order of the keyboard, arrows go to the others.

const tabs = [...document.querySelectorAll("#answers [role=tab]")];

function choose(answer) {
  for (const tab of tabs) {
    const own = tab.id === `tab-${answer}`;
    tab.setAttribute("aria-selected", String(own));
    tab.tabIndex = own ? 0 : -1;
    at(tab.getAttribute("aria-controls")).hidden = !own;
  }
  if (answer !== "audit") during(offer);
}

tabs.forEach((tab, place) => {
  tab.onclick = () => choose(tab.getAttribute("aria-controls"));
  tab.onkeydown = ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const next = tabs[(place + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  };
});

// What the page listens to

for (const id of ["folder", "files"]) {
  at(id).onchange = () => {
    const files = ofInput(at(id));
    at(id).value = "";
    if (files.length > 0) take(() => files);
  };
}

function take(files) {
  during(async () => {
    chosen = await files();
    document.querySelectorAll("#answers form").forEach((form) => form.reset());
    at("read-again").disabled = false;
    await read();
  });
}

at("again").onsubmit = (event) => {
  event.preventDefault();
  if (chosen.length > 0) during(read);
};

for (const answer of ["readiness", "who-can", "explain"]) {
  const form = at(answer).querySelector("form");
  form.onsubmit = (event) => {
    event.preventDefault();
    say("Deciding …");
    during(() => ask(answer, REQUESTS[answer](form), `Report of ${answer}`));
  };
}

for (const input of document.querySelectorAll("input[list]")) input.oninput = () => fill(input.getAttribute("list"), input.value.trim());

const over = (is) => (event) => {
  event.preventDefault();
  at("drop").classList.toggle("over", is);
};
addEventListener("dragover", over(true));
addEventListener("dragleave", over(false));
addEventListener("drop", (event) => {
  over(false)(event);
  // What was dropped can be asked for only while the event is told.
  const files = ofDrop(event.dataTransfer.items);
  take(() => files);
});

during(async () => {
  say("Starting the engine …");
  const { version, packs } = await fresh();
  at("version").textContent = version;
  for (const select of [at("pack"), at("readiness").querySelector("[name=pack]")]) {
    select.append(...packs.map(({ id, title }) => Object.assign(made("option", `${title} (${id})`), { value: id })));
  }
  names.tasks = packs.flatMap(({ id, tasks }) => tasks.map(([task, title]) => [task, `${title} (${id})`]));
  fill("tasks", "");
  say("");
});
