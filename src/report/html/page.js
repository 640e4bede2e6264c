"use strict";
// The explorer: reads the data of the page, and makes rows and drawings when they are looked at.
// Names in the data are somebody else's words: they reach the page as text nodes and nothing else.
(() => {
  const ANSWERS = ["no", "blocked", "unknown", "conditional", "eligible", "allowed"]; // worst first, as in the data
  const CLASSES = ["not-allowed", "blocked", "unknown", "conditional", "eligible", "allowed"];
  const SYMBOLS = ["·", "⊘", "?", "≈", "◔", "✓"];
  const BASES = ["", "by permissions that cover a listed role", "by the documented actions", "a role that is listed"];
  const STAND_INS = { "any-workspace": "any workspace", "any-resource": "any resource of the type" };
  const COVERS = 1;
  const ROWS_A_PAGE = 50, ROWS_ON_PAPER = 400, EXPLAINED_ON_PAPER = 40, NAMES = 3, PEOPLE = 24, RESULTS = 20, OPEN_AT_ONCE = 12;

  const data = JSON.parse(document.getElementById("data").textContent);
  const { tasks, targets, asked, texts, sets, reasons, grants, steps, ways, groups } = data;

  // ---- Elements ------------------------------------------------------------------------------------------------------------

  // An element; attributes that are functions listen, false ones are left out, children are nodes or text.
  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") made.addEventListener(key, value);
      else if (value !== false && value != null) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.flat().filter((child) => child !== null && child !== ""));
    return made;
  }

  function drawn(name, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const count = (number, what) => `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;

  // ---- People --------------------------------------------------------------------------------------------------------------

  const people = readPeople(data.people);

  function readPeople(columns) {
    const lines = (text) => (columns.count ? text.split("\n") : []);
    const upns = lines(columns.upns).map((upn) => {
      const at = upn.lastIndexOf("@");
      return at < 0 ? upn : upn.slice(0, at + 1) + columns.domains[upn.slice(at + 1)];
    });
    return { count: columns.count, names: lines(columns.names), upns, bytes: atob(columns.ids), otherIds: new Map(columns.other_ids),
      kinds: columns.kinds, kind: columns.kind };
  }

  const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

  function idOf(person) {
    const other = people.otherIds.get(person);
    if (other !== undefined) return other;
    let id = "";
    for (let at = 0; at < 16; at += 1) {
      if (at === 4 || at === 6 || at === 8 || at === 10) id += "-";
      id += HEX[people.bytes.charCodeAt(person * 16 + at)];
    }
    return id;
  }

  const nameOf = (person) => people.names[person] || people.upns[person] || idOf(person);
  const kindOf = (person) => people.kinds[people.kind.charCodeAt(person) - 48];

  // One lower-case text of everybody, and where each begins in it: a search is one walk through it.
  let index = null;

  function searchIndex() {
    if (index) return index;
    const starts = new Uint32Array(people.count + 1), parts = new Array(people.count);
    let length = 0;
    for (let person = 0; person < people.count; person += 1) {
      parts[person] = `${people.names[person]}\t${people.upns[person]}\t${idOf(person)}\n`.toLowerCase();
      starts[person] = length;
      length += parts[person].length;
    }
    starts[people.count] = length;
    index = { text: parts.join(""), starts };
    return index;
  }

  // Everybody in whom all words occur, in order.
  function search(words) {
    const { text, starts } = searchIndex(), found = [];
    // Where a word is rare there is little to look at.
    const sample = text.slice(0, 50000), frequency = (word) => sample.split(word).length - word.length / 1000;
    const [first, ...others] = [...words].sort((a, b) => frequency(a) - frequency(b));
    let person = 0;
    for (let at = text.indexOf(first); at >= 0; at = text.indexOf(first, starts[person + 1])) {
      // Near hits are the rule; far ones are found by halving.
      if (starts[person + 1] <= at) person = owner(starts, person, at);
      const own = others.length ? text.slice(starts[person], starts[person + 1]) : "";
      if (others.every((word) => own.includes(word))) found.push(person);
    }
    return found;
  }

  function owner(starts, low, at) {
    let high = starts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= at) low = middle; else high = middle;
    }
    return low;
  }

  // ---- Classes -------------------------------------------------------------------------------------------------------------

  let next = 0;
  const classes = data.classes.map(({ principals, results, others }) => {
    const made = { first: next, size: principals, results, others: others && new Map(others), cells: null };
    next += principals;
    return made;
  });

  // What of each set of targets, and of all targets of each task, the chosen target leaves over.
  function focus(chosen) {
    const near = targets.map((target) => chosen < 0 || touches(target, targets[chosen]));
    // How many of the first so many targets are near: what a run of neighbours holds is a difference.
    const upTo = [0];
    near.forEach((own, at) => upTo.push(upTo[at] + own));
    const inSet = sets.map((runs) => runs.reduce((sum, [first, length]) => sum + upTo[first + length] - upTo[first], 0));
    return { chosen, near, inSet, inTask: asked.map((set) => inSet[set]) };
  }

  // The same, one within the other, or the tenant.
  function touches(target, chosen) {
    if (target.id === "tenant" || chosen.id === "tenant") return true;
    const [a, b] = [target.id, chosen.id].map((id) => id.toLowerCase().replace(/\/*$/, "/"));
    return a.startsWith(b) || b.startsWith(a);
  }

  // For each task the best answer of a class, what it rests on, and for how many targets it holds.
  function cellsOf(own, lens) {
    if (lens.chosen < 0 && own.cells) return own.cells;
    const cells = tasks.map(() => ({ answer: 0, basis: 0, targets: 0 }));
    for (const [task, set, answer, basis] of own.results) {
      const cell = cells[task], held = lens.inSet[set];
      if (!held || answer < cell.answer) continue;
      if (answer > cell.answer) Object.assign(cell, { answer, basis: 0, targets: 0 });
      cell.basis = Math.max(cell.basis, basis);
      cell.targets += held;
    }
    if (lens.chosen < 0) own.cells = cells;
    return cells;
  }

  // ---- What is shown -------------------------------------------------------------------------------------------------------

  const state = { words: "", kind: "", task: -1, answer: "", target: -1, order: "power", page: 0, open: new Set(), person: new Map(), paper: false };
  let lens = focus(-1);
  let rows = [];

  // The classes that pass the filters, each with the people who do (null: all of them).
  function select() {
    const words = state.words.toLowerCase().split(/\s+/).filter(Boolean);
    const ofKind = (person) => !state.kind || kindOf(person) === state.kind;
    const found = words.length ? search(words).filter(ofKind) : null;
    rows = [];
    let at = 0;
    for (const own of classes) {
      const end = own.first + own.size;
      let matched = null;
      if (found) {
        const start = at;
        while (at < found.length && found[at] < end) at += 1;
        if (at === start) continue;
        matched = found.slice(start, at);
      }
      if (!passes(own)) continue;
      if (!found && state.kind) {
        matched = [];
        for (let person = own.first; person < end; person += 1) if (ofKind(person)) matched.push(person);
        if (!matched.length) continue;
      }
      rows.push({ own, matched: matched && matched.length < own.size ? matched : null });
    }
    arrange();
  }

  // The data is in the order of power.
  function arrange() {
    const keyed = (key, better) => {
      const keys = new Map(rows.map((row) => [row, key(row)]));
      rows.sort((a, b) => better(keys.get(a), keys.get(b)));
    };
    if (state.order === "name") keyed((row) => nameOf(personAt(row, 0)).toLowerCase(), (a, b) => (a < b ? -1 : Number(a > b)));
    if (state.order === "task") {
      // The surest at the chosen task, or at the most tasks.
      keyed(({ own }) => {
        const cells = cellsOf(own, lens);
        return state.task < 0 ? cells.filter((cell) => cell.answer > 1).length : cells[state.task].answer;
      }, (a, b) => b - a);
    }
  }

  function passes(own) {
    if (!state.answer) return true;
    const cells = cellsOf(own, lens), shown = state.task < 0 ? cells : [cells[state.task]];
    if (state.answer === "yes") return shown.some((cell) => cell.answer > 1);
    const answer = ANSWERS.indexOf(state.answer);
    return answer === 0 ? shown.every((cell) => cell.answer === 0) : shown.some((cell) => cell.answer === answer);
  }

  const sizeOf = (row) => (row.matched ? row.matched.length : row.own.size);
  const personAt = (row, place) => (row.matched ? row.matched[place] : row.own.first + place);

  // ---- The matrix ----------------------------------------------------------------------------------------------------------

  const body = element("tbody"), told = element("p", { role: "status", "aria-live": "polite" });
  const pageTold = element("span", { class: "quiet" });
  const back = element("button", { type: "button", class: "button", click: () => turn(-1) }, "Previous");
  const onward = element("button", { type: "button", class: "button", click: () => turn(1) }, "Next");
  const pager = element("nav", { class: "pager", "aria-label": "Pages of the matrix" }, back, onward, pageTold);
  const packs = [...new Set(tasks.map((task) => task.pack))];

  const table = element("table", { class: "matrix", "aria-labelledby": "who-title" }, element("thead", {},
    packs.length > 1 && element("tr", {}, element("td"), packs.map((pack) =>
      element("th", { scope: "colgroup", class: "pack", colspan: tasks.filter((task) => task.pack === pack).length }, pack))) || "",
    element("tr", {}, element("th", { scope: "col" }, "Who"),
      tasks.map((task) => element("th", { scope: "col", title: task.title }, task.id)))), body);

  function show() {
    const whole = rows.reduce((sum, row) => sum + sizeOf(row), 0);
    told.textContent = rows.length ? `${count(whole, "principal")} in ${count(rows.length, "row")}: those in a row have the same access.`
      : people.count ? "Nobody matches." : "The exports name no principal.";
    const size = state.paper ? ROWS_ON_PAPER : ROWS_A_PAGE, pages = Math.max(1, Math.ceil(rows.length / size));
    state.page = Math.min(state.page, pages - 1);
    const shown = rows.slice(state.page * size, (state.page + 1) * size);
    body.replaceChildren(...shown.flatMap((row, at) => rowElements(row, state.paper && at < EXPLAINED_ON_PAPER)));
    pager.hidden = pages === 1;
    pageTold.textContent = `Page ${state.page + 1} of ${pages.toLocaleString("en")}`;
    back.disabled = state.page === 0;
    onward.disabled = state.page === pages - 1;
  }

  function turn(by) {
    state.page += by;
    show();
    document.getElementById("who").scrollIntoView();
    const button = body.querySelector("button");
    if (button) button.focus({ preventScroll: true });
  }

  function rowElements(row, explained) {
    const open = explained || state.open.has(row.own);
    const cells = cellsOf(row.own, lens);
    const button = element("button", { type: "button", class: "who", "aria-expanded": String(open), click: () => toggle(row, button) },
      element("span", {}, element("span", { class: "names" }, called(row)), " ", element("span", { class: "kind" }, kindsIn(row))));
    const made = element("tr", { class: "row" }, element("th", { scope: "row" }, button), cells.map((cell, task) => answerCell(cell, task)));
    return open ? [made, detail(row)] : [made];
  }

  function toggle(row, button) {
    const open = !state.open.delete(row.own) && state.open.add(row.own) && true;
    address(open ? personAddress(state.person.get(row.own) ?? personAt(row, 0)) : filterAddress(), "pushState");
    button.setAttribute("aria-expanded", String(open));
    const line = button.closest("tr");
    if (open) line.after(detail(row));
    else line.nextElementSibling.remove();
  }

  // The first few names, what was searched for marked in them.
  function called(row) {
    const size = sizeOf(row), parts = [];
    for (let place = 0; place < Math.min(size, NAMES); place += 1) {
      if (place) parts.push(", ");
      parts.push(...marked(nameOf(personAt(row, place))));
    }
    if (size > NAMES) parts.push(` and ${(size - NAMES).toLocaleString("en")} more`);
    return parts;
  }

  // The text with every word that was searched for marked.
  function marked(text) {
    const words = state.words.toLowerCase().split(/\s+/).filter(Boolean), lower = text.toLowerCase(), parts = [];
    let from = 0;
    for (;;) {
      const hits = words.map((word) => ({ word, at: lower.indexOf(word, from) })).filter(({ at }) => at >= 0);
      if (!hits.length) return [...parts, text.slice(from)];
      const { word, at } = hits.reduce((best, hit) => (hit.at < best.at ? hit : best));
      parts.push(text.slice(from, at), element("mark", {}, text.slice(at, at + word.length)));
      from = at + word.length;
    }
  }

  const KINDS = { User: "user", Group: "group", ServicePrincipal: "service principal", ForeignGroup: "group of another tenant",
    Device: "device", Unknown: "of unknown kind" };
  const kindName = (kind) => KINDS[kind] || kind;

  function kindsIn(row) {
    const size = sizeOf(row);
    const hidden = row.matched ? `; ${(row.own.size - size).toLocaleString("en")} more with the same access` : "";
    return (size === 1 ? kindName(kindOf(personAt(row, 0))) : "") + (size === 1 ? hidden : hidden.slice(2));
  }

  function answerCell(cell, task) {
    if (!lens.inTask[task]) return element("td", { title: "not asked: nothing is known that the task could be done to" }, "–");
    const parts = [];
    if (cell.targets < lens.inTask[task] && cell.answer) parts.push(`${cell.targets} of ${lens.inTask[task]}`);
    if (cell.basis === COVERS && cell.answer > 1) parts.push("covers");
    return element("td", {}, answerMark(cell.answer), parts.length ? element("span", { class: "part" }, parts.join(", ")) : "");
  }

  const answerMark = (answer) => element("span", { class: `answer ${CLASSES[answer]}` },
    element("span", { "aria-hidden": "true" }, SYMBOLS[answer], " "), ANSWERS[answer]);

  // ---- One row opened ------------------------------------------------------------------------------------------------------

  function detail(row) {
    const inside = element("div");
    const line = element("tr", { class: "detail" }, element("td", { colspan: tasks.length + 1 }, inside));
    const own = row.own;
    const held = state.person.get(own);
    const person = held !== undefined ? held : personAt(row, 0);
    inside.append(...whoIsIt(row, person, (chosen) => {
      state.person.set(own, chosen);
      address(personAddress(chosen), "pushState");
      const fresh = detail(row);
      line.replaceWith(fresh);
      const pressed = fresh.querySelector("[aria-pressed=true]");
      if (pressed) pressed.focus();
    }));
    if (!own.results.length) inside.append(element("p", {}, "No answer but no, to any of the tasks."));
    inside.append(...holds(own, person));
    tasks.forEach((task, number) => {
      const results = own.results.filter((result) => result[0] === number && lens.inSet[result[1]]);
      if (results.length) inside.append(...taskResults(task, results, own, person));
    });
    return line;
  }

  // Whose proof is shown, and who else has the same access.
  function whoIsIt(row, person, choose) {
    const upn = people.upns[person];
    const about = element("p", {}, element("b", {}, nameOf(person)), upn && upn !== nameOf(person) ? ` ${upn}` : "", " ",
      element("code", { class: "quiet" }, idOf(person)));
    if (row.own.size === 1) return [about];
    const list = element("div", { class: "people" });
    let shown = 0;
    const more = element("button", { type: "button", class: "button small", click: () => {
      const focused = list.childElementCount;
      add(PEOPLE * 10);
      if (list.children[focused - 1]) list.children[focused - 1].focus();
    } }, "more");
    const add = (most) => {
      const end = Math.min(shown + most, sizeOf(row));
      for (; shown < end; shown += 1) {
        const one = personAt(row, shown);
        more.before(element("button", { type: "button", class: "button small", title: people.upns[one] || idOf(one),
          "aria-pressed": String(one === person), click: () => choose(one) }, nameOf(one)));
      }
      more.textContent = `${(sizeOf(row) - shown).toLocaleString("en")} more`;
      more.hidden = shown === sizeOf(row);
    };
    list.append(more);
    add(PEOPLE);
    const others = row.matched ? `; ${(row.own.size - row.matched.length).toLocaleString("en")} who do not match have it as well` : "";
    return [element("p", { class: "quiet" }, `${count(sizeOf(row), "principal")} with this access${others}. Shown for:`), list, about];
  }

  // Each grant once, with its ids and its record, and the tasks that it is a part of.
  function holds(own, person) {
    const differs = own.others && own.others.get(person - own.first), all = new Map();
    for (const [task, set, , , proof = []] of own.results) {
      if (!lens.inSet[set]) continue;
      for (const number of proof) {
        const step = readStep(differs ? other(differs, number) : number), key = `${step.kind} ${step.assignment} ${step.groups.join()}`;
        if (!all.has(key)) all.set(key, { step, given: new Set() });
        all.get(key).given.add(tasks[task].id);
      }
    }
    if (!all.size) return [];
    const lines = [...all.values()].map(({ step, given }) => {
      const [, place] = scopeWords(step.scope), groups = step.groups.map(([name]) => name).join(" > ");
      const portal = step.scope.startsWith("/subscriptions/")
        ? element("a", { href: `https://portal.azure.com/#resource${step.scope}/users`, rel: "noreferrer" }, "in the portal") : "";
      return element("li", {}, element("b", {}, `${STEP_KINDS[step.kind]}: ${step.role || "denied"} @ ${place}`),
        groups ? ` (through ${groups})` : "", step.kind === "deny" ? " bears on " : " gives ", [...given].join(", "),
        element("span", { class: "part" }, element("code", {}, step.assignment || step.scope), " ", portal),
        step.record ? element("span", { class: "part" }, element("code", {}, step.record)) : "");
    });
    return [element("h3", {}, "Holds"), element("ul", { class: "holds" }, lines)];
  }

  function taskResults(task, results, own, person) {
    const title = element("h3", { "data-of": task.id, tabindex: "-1" }, task.title, element("code", {}, packs.length > 1 ? `${task.id}, ${task.pack}` : task.id));
    const open = own.results.length <= OPEN_AT_ONCE || state.paper;
    const list = element("div");
    let shown = 0;
    const more = element("button", { type: "button", class: "button small", click: () => add() });
    const add = () => {
      const end = Math.min(shown + RESULTS, results.length);
      for (; shown < end; shown += 1) list.append(oneResult(results[shown], own, person, open));
      more.textContent = `${results.length - shown} more`;
      more.hidden = shown === results.length;
    };
    add();
    return [title, list, more];
  }

  function oneResult([, set, answer, basis, proof = [], missing = 0, condition = 0, strict = 0], own, person, open) {
    const words = [basis && answer > 1 ? BASES[basis] : "", strict ? "another answer under --strict-wildcards" : ""].filter(Boolean).join("; ");
    const summary = element("summary", {}, answerMark(answer), onTargets(set), words ? `, ${words}` : "");
    const made = element("details", { open, toggle: () => fill() }, summary);
    let filled = false;
    const fill = () => {
      if (filled || !made.open) return;
      filled = true;
      const differs = own.others && own.others.get(person - own.first);
      const walked = proof.map((step) => readStep(differs ? other(differs, step) : step));
      if (walked.length) made.append(drawing(person, walked), stepList(walked));
      if (condition) made.append(element("p", {}, `Condition: ${texts[condition]}`));
      if (missing) made.append(element("ul", { class: "missing" }, reasons[missing - 1].map((text) => element("li", {}, texts[text]))));
    };
    if (open) fill();
    return made;
  }

  // The step of somebody else in place of the first one's.
  function other(pairs, step) {
    for (let at = 0; at < pairs.length; at += 2) if (pairs[at] === step) return pairs[at + 1];
    return step;
  }

  function onTargets(set) {
    const all = sets[set].flatMap(([first, length]) => Array.from({ length }, (_, at) => first + at));
    const named = all.filter((target) => lens.near[target] && targets[target].id !== "tenant");
    if (!named.length) return "";
    const names = named.slice(0, 4).map((target) => targetName(targets[target]));
    const more = named.length > 4 ? ` and ${named.length - 4} more` : "";
    return element("span", { title: named.slice(0, 100).map((target) => targets[target].id).join("\n") }, ` on ${names.join(", ")}${more}`);
  }

  function targetName(target) {
    const name = target.name || target.id.slice(target.id.lastIndexOf("/") + 1);
    return STAND_INS[target.kind] ? `${STAND_INS[target.kind]} in ${name}` : name;
  }

  // ---- Proofs --------------------------------------------------------------------------------------------------------------

  const STEP_KINDS = { "assignment": "Assignment", "eligibility": "Eligible assignment", "directory-assignment": "Entra assignment",
    "directory-eligibility": "Eligible Entra assignment", "deny": "Deny assignment" };

  function readStep(number) {
    const [grant, way, pattern, satisfies] = steps[number];
    const [kind, [under, name], role, roleName, scope, input, record] = grants[grant];
    const prefix = texts[under];
    return {
      kind, pattern: texts[pattern], satisfies: texts[satisfies], role: texts[roleName] || texts[role], scope: texts[scope],
      assignment: (prefix.startsWith("=") ? texts[scope] : "") + prefix.slice(1) + texts[name],
      groups: ways[way].map((group) => groups[group].map((text) => texts[text])),
      record: record ? `${texts[input]}, record ${record}` : "",
    };
  }

  // What a scope is, and what it is called.
  function scopeWords(scope) {
    const parts = scope.split("/").filter(Boolean), last = parts[parts.length - 1] || "/";
    const known = scopeNames().get(scope.toLowerCase());
    const type = parts[parts.length - 2] || "";
    if (!parts.length) return ["Scope", "the whole tenant (/)"];
    if (/^subscriptions$/i.test(type)) return ["Subscription", known || last];
    if (/^resourcegroups$/i.test(type)) return ["Resource group", last];
    if (/^managementgroups$/i.test(type)) return ["Management group", last];
    if (/^workspaces$/i.test(type)) return ["Workspace", known || last];
    return [type ? `Scope: ${type}` : "Scope", known || last];
  }

  let scopesByName = null;
  function scopeNames() {
    scopesByName ||= new Map(targets.filter((target) => target.name).map((target) => [target.id.toLowerCase(), target.name]));
    return scopesByName;
  }

  // The boxes of a step, from the principal to the scope.
  function nodesOf(person, step) {
    const special = step.kind === "deny" ? "is-deny" : step.kind.includes("eligibility") ? "is-eligible" : "";
    const file = step.record.slice(step.record.lastIndexOf("/") + 1);
    const nodes = step.groups.map(([name, id]) => ({ label: "Group", text: name, full: `${name} ${id}` }));
    const tail = [{ label: STEP_KINDS[step.kind], text: file || step.assignment, full: `${step.assignment}\n${step.record}`, special }];
    if (step.role) tail.push({ label: step.kind.startsWith("directory") ? "Entra role" : "Role", text: step.role, full: step.role });
    if (step.pattern) tail.push({ label: "Pattern", text: step.pattern, full: step.pattern });
    const [label, text] = scopeWords(step.scope);
    tail.push({ label, text, full: step.scope });
    return { head: { label: capital(kindName(kindOf(person))), text: nameOf(person), full: idOf(person), special: "start" }, groups: nodes, tail };
  }

  const ink = document.createElement("canvas").getContext("2d");
  const NODE = { height: 42, gap: 22, row: 54, pad: 9, most: 220 };

  function cut(text, font, most) {
    ink.font = font;
    if (ink.measureText(text).width <= most) return text;
    let keep = text.length;
    const shorter = () => `${text.slice(0, Math.ceil(keep / 2))}…${text.slice(text.length - Math.floor(keep / 2))}`;
    while (keep > 4 && ink.measureText(shorter()).width > most) keep -= 1;
    return shorter();
  }

  // Each step is a lane; what several steps begin with in common is drawn once, in the middle of its lanes.
  function drawing(person, walked) {
    const family = getComputedStyle(document.body).fontFamily;
    // What satisfies two parts of a requirement is one lane.
    const lanes = [...new Map(walked.map((step) => [inWords(person, step) + step.assignment, nodesOf(person, step)])).values()];
    const depth = Math.max(...lanes.map((lane) => lane.groups.length));
    const placed = [], byKey = new Map(), edges = new Set();
    lanes.forEach((lane, number) => {
      let key = "", before = null;
      const put = (node, column) => {
        key += `\n${node.full}`;
        const shared = byKey.get(key) || { ...node, column, lanes: [] };
        if (!byKey.has(key)) { byKey.set(key, shared); placed.push(shared); }
        shared.lanes.push(number);
        if (before) edges.add(JSON.stringify([placed.indexOf(before), placed.indexOf(shared)]));
        before = shared;
      };
      put(lane.head, 0);
      lane.groups.forEach((group, at) => put(group, 1 + at));
      key += `\n${number}`;
      lane.tail.forEach((node, at) => put(node, at === lane.tail.length - 1 ? depth + 4 : 1 + depth + at));
    });
    const widths = [];
    for (const node of placed) {
      node.line = cut(node.text, `13px ${family}`, NODE.most);
      ink.font = `13px ${family}`;
      const text = ink.measureText(node.line).width;
      ink.font = `11px ${family}`;
      widths[node.column] = Math.max(widths[node.column] || 60, text, ink.measureText(node.label).width);
    }
    const lefts = [];
    let right = 1;
    for (let column = 0; column <= depth + 4; column += 1) {
      lefts[column] = right;
      if (widths[column]) right += widths[column] + 2 * NODE.pad + NODE.gap;
    }
    const height = lanes.length * NODE.row - (NODE.row - NODE.height) + 2;
    for (const node of placed) {
      node.x = lefts[node.column];
      node.width = widths[node.column] + 2 * NODE.pad;
      node.y = 1 + NODE.row * (node.lanes.reduce((sum, lane) => sum + lane, 0) / node.lanes.length);
    }
    const width = right - NODE.gap + 1;
    const svg = drawn("svg", { role: "img", "aria-label": walked.map((step) => inWords(person, step)).join("; "), width, height,
      viewBox: `0 0 ${width} ${height}` });
    for (const edge of edges) svg.append(...edgeElements(...JSON.parse(edge).map((at) => placed[at])));
    for (const node of placed) svg.append(nodeElement(node));
    return element("div", { class: "drawing", tabindex: "0", role: "group", "aria-label": "Drawing of the proof" }, svg);
  }

  function edgeElements(from, to) {
    const half = NODE.height / 2, x1 = from.x + from.width, y1 = from.y + half, x2 = to.x - 5, y2 = to.y + half;
    const bend = x2 - NODE.gap / 2;
    const line = y1 === y2 ? `M${x1} ${y1}H${x2}` : `M${x1} ${y1}H${bend - 8}Q${bend} ${y1} ${bend} ${y1 + Math.sign(y2 - y1) * 8}V${y2 - Math.sign(y2 - y1) * 8}Q${bend} ${y2} ${bend + 5} ${y2}H${x2}`;
    return [drawn("path", { class: "edge", d: line }), drawn("path", { class: "tip", d: `M${x2 + 5} ${y2}l-7 -4v8z` })];
  }

  function nodeElement(node) {
    const title = drawn("title", {});
    title.textContent = node.full;
    const line = (text, y, kind) => {
      const made = drawn("text", { x: node.x + NODE.pad, y: node.y + y, class: kind });
      made.textContent = text;
      return made;
    };
    return drawn("g", { class: `node ${node.special || ""}` }, title,
      drawn("rect", { x: node.x, y: node.y, width: node.width, height: NODE.height, rx: 4 }), line(node.label, 16, "label"), line(node.line, 33, ""));
  }

  const inWords = (person, step) => {
    const eligible = step.kind.includes("eligibility") ? " (eligible)" : "";
    const role = step.kind === "deny" ? "deny assignment" : step.role + eligible;
    return `${[nameOf(person), ...step.groups.map(([name]) => name), role].join(" → ")} @ ${step.scope}${step.pattern ? `, by ${step.pattern}` : ""}`;
  };

  // What each step satisfies, and where to look it up.
  function stepList(walked) {
    return element("ol", { class: "steps" }, walked.map((step) => element("li", {}, step.satisfies, " ",
      element("code", { class: "quiet" }, step.assignment || step.scope), step.record ? element("span", { class: "quiet" }, ` ${step.record}`) : "")));
  }

  // ---- Filters -------------------------------------------------------------------------------------------------------------

  const option = (value, text) => element("option", { value }, text);
  const box = element("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false", placeholder: "name, user principal name or id",
    input: () => change({ words: box.value }) });
  const kinds = element("select", { change: () => change({ kind: kinds.value }) }, option("", "everyone"),
    data.people.kinds.map((kind) => option(kind, `${kindName(kind)}s`)));
  const taskChoice = element("select", { change: () => change({ task: Number(taskChoice.value) }) }, option("-1", "any task"),
    tasks.map((task, at) => option(String(at), packs.length > 1 ? `${task.id} (${task.pack})` : task.id)));
  const answerChoice = element("select", { change: () => change({ answer: answerChoice.value }) }, option("", "any answer"),
    option("yes", "anything but no"), [...ANSWERS].reverse().map((answer) => option(answer, answer)));
  const targetChoice = element("select", { change: () => change({ target: Number(targetChoice.value) }) }, option("-1", "anywhere"),
    targets.map((target, at) => ({ target, at })).filter(({ target }) => target.id !== "tenant").map(({ target, at }) =>
      option(String(at), `${STAND_INS[target.kind] ? "" : `${target.kind} `}${targetName(target)}`)));
  const orderChoice = element("select", { change: () => change({ order: orderChoice.value }) }, option("power", "power"), option("name", "name"),
    option("task", "task: the surest"));
  const reset = element("button", { type: "button", class: "button", click: () => {
    change({ words: "", kind: "", task: -1, answer: "", target: -1, order: "power" });
    box.focus();
  } }, "Clear");

  // What the table is narrowed to, each with the way back.
  const chips = element("ul", { class: "chips", "aria-label": "Filters that are on" });

  function showChips() {
    const chosen = (list) => list.selectedOptions[0]?.textContent ?? "";
    const on = [
      state.words && ["Search", state.words, { words: "" }],
      state.kind && ["Kind", chosen(kinds), { kind: "" }],
      state.task >= 0 && ["Task", chosen(taskChoice), { task: -1 }],
      state.answer && ["Answer", chosen(answerChoice), { answer: "" }],
      state.target >= 0 && ["On", chosen(targetChoice), { target: -1 }],
    ].filter(Boolean);
    chips.replaceChildren(...on.map(([name, value, none]) => element("li", {}, element("button", { type: "button", "aria-label": `Remove the filter ${name}: ${value}`,
      click: () => {
        change(none);
        (chips.querySelector("button") ?? box).focus();
      } }, `${name}: ${value} `, element("span", { "aria-hidden": "true" }, "\u00d7")))));
    chips.hidden = !on.length;
  }

  function change(what) {
    Object.assign(state, what, { page: 0 });
    if (what.target !== undefined) lens = focus(state.target);
    if (what.words !== undefined) state.person.clear();
    select();
    show();
    remember();
    box.value = state.words;
    kinds.value = state.kind;
    taskChoice.value = String(state.task);
    answerChoice.value = state.answer;
    targetChoice.value = String(state.target);
    orderChoice.value = state.order;
    showChips();
  }

  // What is looked at stands in the address, so that it can be kept and sent on, and the browser goes back to it.
  function filterAddress() {
    const asked = new URLSearchParams();
    if (state.words) asked.set("q", state.words);
    if (state.kind) asked.set("kind", state.kind);
    if (state.task >= 0) asked.set("task", String(state.task));
    if (state.answer) asked.set("answer", state.answer);
    if (state.target >= 0) asked.set("target", targets[state.target].id);
    if (state.order !== "power") asked.set("order", state.order);
    const text = asked.toString();
    return text ? `#?${text}` : location.pathname + location.search;
  }

  const personAddress = (person) => `#/person/${encodeURIComponent(idOf(person))}`;

  function address(to, how) {
    try { history[how](null, "", to); } catch { /* not in every viewer */ }
  }

  const remember = () => address(filterAddress(), "replaceState");

  function recall() {
    const [, kind, id, task] = location.hash.split("/").map(decoded);
    if (kind === "person") return openPerson(id, task);
    state.open.clear();
    const asked = new URLSearchParams(location.hash.startsWith("#?") ? location.hash.slice(2) : ""), number = Number(asked.get("task") ?? -1);
    change({
      words: asked.get("q") || "",
      kind: data.people.kinds.includes(asked.get("kind")) ? asked.get("kind") : "",
      task: tasks[number] ? number : -1,
      answer: ["yes", ...ANSWERS].includes(asked.get("answer")) ? asked.get("answer") : "",
      target: targets.findIndex((target) => target.id === asked.get("target")),
      order: ["name", "task"].includes(asked.get("order")) ? asked.get("order") : "power",
    });
  }

  function decoded(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }

  // Opens the row of one principal, at one task if one is named.
  function openPerson(id, task) {
    let person = 0;
    while (person < people.count && idOf(person) !== id) person += 1;
    const here = location.hash;
    change({ words: "", kind: "", task: -1, answer: "", target: -1, order: "power" });
    const at = rows.findIndex(({ own }) => person >= own.first && person < own.first + own.size);
    if (person === people.count || at < 0) return;
    address(here, "replaceState");
    const { own } = rows[at];
    state.open.clear();
    state.open.add(own);
    state.person.set(own, person);
    state.page = Math.floor(at / ROWS_A_PAGE);
    show();
    const line = body.querySelector(".who[aria-expanded=true]").closest("tr");
    const place = (task && [...line.nextElementSibling.querySelectorAll("[data-of]")].find((head) => head.dataset.of === task)) || line.querySelector("button");
    place.scrollIntoView({ block: "center" });
    place.focus({ preventScroll: true });
  }

  // ---- The page ------------------------------------------------------------------------------------------------------------

  const label = (text, control, wide) => element("label", wide ? { class: "wide" } : {}, text, control);

  function explorer() {
    const place = document.getElementById("explorer");
    place.append(
      element("div", { class: "filters", role: "search" }, label("Search (press /)", box, true), label("Kind", kinds), label("Task", taskChoice),
        label("Answer", answerChoice), targets.length > 1 ? label("On", targetChoice) : "", label("Order", orderChoice), reset),
      chips, told, element("div", { class: "scroll tall", role: "group", "aria-labelledby": "who-title", tabindex: "0" }, table), pager,
      element("p", { class: "quiet" }, "1 of 2: the answer holds for so many of the targets. covers: by other permissions that include what is asked, which the document does not name."));
    place.hidden = false;
  }

  // Numbers of the tasks table become ways into the matrix.
  function countsAsButtons() {
    for (const cell of document.querySelectorAll("td[data-task]")) {
      if (cell.textContent === "0") continue;
      const words = `${cell.textContent} ${cell.dataset.answer}: ${tasks[cell.dataset.task].title}`;
      cell.replaceChildren(element("button", { type: "button", "aria-label": words, click: () => {
        change({ words: "", kind: "", target: -1, task: Number(cell.dataset.task), answer: cell.dataset.answer });
        const who = document.getElementById("who");
        who.scrollIntoView();
        who.focus({ preventScroll: true });
      } }, Number(cell.textContent).toLocaleString("en")));
    }
  }

  // Commands for several shells: one is shown, and the same one everywhere.
  function shellTabs() {
    const all = [...document.querySelectorAll(".shells")];
    const languages = [...new Set(all.flatMap((shells) => [...shells.children].map((own) => own.dataset.shell)))];
    const choose = (language) => {
      for (const shells of all) {
        const has = [...shells.children].some((own) => own.dataset.shell === language);
        for (const own of shells.querySelectorAll("[data-shell]")) own.hidden = has && own.dataset.shell !== language;
        for (const tab of shells.querySelectorAll(".tabs button")) tab.setAttribute("aria-pressed", String(tab.textContent === language));
      }
    };
    for (const shells of all) {
      if (new Set([...shells.children].map((own) => own.dataset.shell)).size < 2) continue;
      for (const head of shells.querySelectorAll("[data-shell] > .part")) head.remove();
      shells.prepend(element("div", { class: "tabs", role: "group", "aria-label": "Shell" }, languages.map((language) =>
        element("button", { type: "button", class: "button small", click: () => choose(language) }, language))));
    }
    if (languages.length) choose(languages[0]);
  }

  function copyButtons() {
    for (const command of document.querySelectorAll(".command")) {
      const code = command.querySelector("code");
      const button = element("button", { type: "button", class: "button small", "aria-label": `Copy: ${code.textContent}`, click: async () => {
        button.textContent = (await copied(code)) ? "Copied" : "Press Ctrl+C";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      } }, "Copy");
      command.append(button);
    }
  }

  // A page from a file may not be given the clipboard: then the command is selected, and the old way tried.
  async function copied(code) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(code);
      return document.execCommand("copy");
    }
  }

  function colours() {
    const choice = document.getElementById("theme");
    choice.addEventListener("change", () => {
      if (choice.value) document.documentElement.dataset.theme = choice.value;
      else delete document.documentElement.dataset.theme;
    });
    document.getElementById("switch").hidden = false;
  }

  function keys(event) {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "Escape" && event.target === box) {
      change({ words: "" });
    }
  }

  // On paper there is nothing to open: more rows, the first of them with their proofs.
  function paper(on) {
    const closed = document.querySelectorAll(on ? "main details:not([open], .detail details)" : "details[data-paper]");
    for (const details of closed) {
      details.open = on;
      details.toggleAttribute("data-paper", on);
    }
    state.paper = on;
    show();
  }

  explorer();
  countsAsButtons();
  shellTabs();
  copyButtons();
  colours();
  recall();
  addEventListener("hashchange", recall);
  addEventListener("keydown", keys);
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
  // The first search should not wait for what can be made ready before it.
  setTimeout(searchIndex, 50);
})();
