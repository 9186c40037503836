// What is typed and not sent yet stays on this phone: after a lost Wi-Fi, an empty battery, a reload.
// Kept by person, form and field; never a PIN or a passphrase; gone once it is sent or she logs out.
"use strict";
(() => {
  const words = document.getElementById("drafts");
  if (!words) return;
  const START = "drafts ", KEY = START + words.dataset.who;
  const AGE = 7 * 24 * 3600 * 1000, MOST = 300, LABEL = 60;
  const LETTERS = 4000; // half of a longer text would be worse than none
  const SECRET = /pin|passphrase|paper_words/;
  const OURS = /^(sure|button|csrf_token|form_token)$/;

  // Where this phone keeps nothing, what is typed lasts as long as the page.
  const memory = () => {
    const kept = new Map();
    return { getItem: (key) => kept.get(key), setItem: (key, told) => kept.set(key, told), removeItem: (key) => kept.delete(key) };
  };
  let store = memory();
  try {
    localStorage.setItem(START, "");
    localStorage.removeItem(START);
    store = localStorage;
  } catch { /* none allowed */ }

  // Everything kept: by form {at, path, token, seen, sent, fields: {name: {v, was, label}}}.
  const parse = (key) => { try { return JSON.parse(store.getItem(key)) || {}; } catch { return {}; } };
  const young = (drafts) => Object.entries(drafts).filter(([, one]) => one.fields && Object.keys(one.fields).length && Date.now() - one.at < AGE);
  const all = () => Object.fromEntries(young(parse(KEY)));
  const put = (key, drafts) => {
    let room = MOST;
    const kept = young(drafts).sort(([, a], [, b]) => b.at - a.at).filter(([, one]) => (room -= Object.keys(one.fields).length) >= 0);
    const told = JSON.stringify(Object.fromEntries(kept));
    try {
      if (kept.length) store.setItem(key, told);
      else store.removeItem(key);
    } catch { // it is full
      store = memory();
      store.setItem(key, told);
    }
  };
  const edit = (change) => { const drafts = all(); change(drafts); put(KEY, drafts); };
  const drop = (id, name) => edit((drafts) => { if (!name) delete drafts[id]; else if (drafts[id]) delete drafts[id].fields[name]; });
  // Of everybody who typed on this phone, what is too old.
  for (const key of Object.keys(store)) if (key.startsWith(START)) put(key, parse(key));

  // Fields of a form.
  const isTick = (one) => one.type === "checkbox" || one.type === "radio";
  const isOpen = (one) => one.name && !OURS.test(one.name) && !SECRET.test(one.name) && one.matches("input, select, textarea")
    && !one.matches("[type=hidden], [type=password], [type=file], [type=submit], [data-private], [data-keep] [type=checkbox]");
  const inputs = (form, name) => [...form.elements].filter((one) => one.name === name && isOpen(one));
  const value = (one, isFirst) => {
    if (isTick(one)) return (isFirst ? one.defaultChecked : one.checked) ? one.value : null;
    if (!one.options) return isFirst ? one.defaultValue : one.value;
    return isFirst ? ([...one.options].find((way) => way.defaultSelected) || one.options[0] || one).value : one.value;
  };
  const read = (form, name, isFirst = false) => inputs(form, name).map((one) => value(one, isFirst)).filter((told) => told !== null).join("\n");
  const write = (form, name, told) => {
    for (const one of inputs(form, name)) {
      if (isTick(one)) one.checked = told.split("\n").includes(one.value);
      else one.value = told;
      const folded = one.closest("details");
      if (folded && told) folded.open = true;
      one.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const shown = (form, name, told) => {
    const [one] = inputs(form, name).filter((field) => !isTick(field) || field.value === told);
    if (one && isTick(one)) return one.closest("label")?.textContent.trim() || told;
    if (one && one.options) return [...one.options].find((way) => way.value === told)?.text || told;
    return told;
  };
  const label = (one) => (one.labels?.[0] || one.closest("fieldset")?.querySelector("legend"))?.textContent.trim().split("\n")[0].trim().slice(0, LABEL) || "";

  // Forms: a sheet goes by the address at which the machine keeps it, any other by its page and place.
  const idOf = (form) => form.dataset.keep || `${location.pathname}|${form.getAttribute("action") || ""}|${form.querySelector("[id^=f-]")?.id || ""}`;
  const isMine = (form) => form?.elements.form_token && form.getAttribute("method") === "post"
    && (form.dataset.keep || new Set([...form.elements].filter(isOpen).map((one) => one.name)).size > 1);
  const sheetsHere = () => [...document.querySelectorAll("form[data-keep]")];
  const bases = new Map(); // what the machine has of a field since this page was made
  const at = (id, name) => `${id} ${name}`;
  const note = (form, field) => {
    const id = idOf(form), name = field.name;
    edit((drafts) => {
      const one = drafts[id] ||= { fields: {} };
      const v = read(form, name);
      const before = one.fields[name], was = before ? before.was : bases.get(at(id, name)) ?? read(form, name, true);
      Object.assign(one, { at: Date.now(), path: location.pathname + location.search, token: form.elements.form_token.value, seen: form.elements.seen?.value || "" });
      if (v.length > LETTERS || (v === was && !form.dataset.keep)) delete one.fields[name];
      else one.fields[name] = { v, was, label: label(field) };
    });
  };

  // Two phones typed two things: both are shown, and somebody says which one is right.
  const asked = new Map();
  const ask = (form, name, mine, there, entered = "") => {
    const id = idOf(form), key = at(id, name), [field] = inputs(form, name);
    asked.get(key)?.remove();
    const box = words.content.querySelector(".both").cloneNode(true), [here, other] = box.querySelectorAll("button");
    here.querySelector("b").textContent = shown(form, name, mine) || "–";
    other.querySelector("b").textContent = shown(form, name, entered || there) || "–";
    here.addEventListener("click", () => { write(form, name, mine); settle(form, field); });
    other.addEventListener("click", () => {
      write(form, name, there);
      unask(key);
      bases.set(key, there);
      drop(id, name);
      tell();
    });
    (field.closest(".who, .row, fieldset, form")).append(box);
    asked.set(key, box);
    if (!document.activeElement?.matches("input, textarea, select")) box.scrollIntoView({ block: "center" });
  };
  const unask = (key) => { asked.get(key)?.remove(); asked.delete(key); };
  const settle = (form, field) => {
    const id = idOf(form);
    unask(at(id, field.name));
    edit((drafts) => { if (drafts[id]?.fields[field.name]) drafts[id].fields[field.name].was = null; });
    flush();
  };

  // Fields of sheets go to the machine one after the other, until it has them all.
  const csrf = () => document.querySelector("[name=csrf_token]")?.value || "";
  const send = async (id, name) => {
    const one = all()[id], it = one?.fields[name], key = at(id, name);
    if (!it || asked.has(key)) return true;
    const body = new URLSearchParams({ csrf_token: csrf(), form_token: one.token, field: name, value: it.v });
    if (it.was !== null) { body.set("was", it.was); body.set("seen", one.seen); }
    let answer, told = null;
    try {
      answer = await fetch(id, { method: "POST", body, credentials: "same-origin", keepalive: true });
      if (answer.status === 409) told = await answer.json();
    } catch { return false; }
    const form = sheetsHere().find((sheet) => idOf(sheet) === id && inputs(sheet, name).length);
    if (told && form) ask(form, name, it.v, told.draft, told.entered);
    if (answer.status !== 204 || answer.redirected) return Boolean(told);
    bases.set(key, it.v);
    edit((drafts) => {
      const now = drafts[id]?.fields[name];
      if (now && now.v === it.v) delete drafts[id].fields[name];
      else if (now) now.was = it.v;
    });
    return true;
  };
  let line = Promise.resolve(true), wait = 1000, timer = 0, isCut = false;
  const flush = () => line = line.then(async () => {
    let isKept = true;
    for (const [id, one] of Object.entries(all())) {
      if (id.includes("|")) continue;
      for (const name of Object.keys(one.fields)) isKept = isKept && await send(id, name);
    }
    isCut = !isKept;
    clearTimeout(timer);
    if (isKept) wait = 1000;
    else timer = setTimeout(flush, wait = Math.min(wait * 2, 60000));
    tell();
    return isKept;
  });
  const again = () => { wait = 1000; flush(); };

  // How much waits, at the foot of its sheet; on any other page, what it is and the way to it.
  const tell = () => {
    const drafts = all(), here = sheetsHere();
    for (const sheet of here) {
      const told = sheet.querySelector("[data-waiting]"), many = Object.keys(drafts[idOf(sheet)]?.fields || {}).length;
      if (!told) continue;
      told.hidden = !(isCut && many);
      told.querySelector("b").textContent = String(many);
    }
    document.querySelector(".not-sent")?.remove();
    const [id, one] = Object.entries(drafts).find(([id]) => !id.includes("|") && !here.some((sheet) => idOf(sheet) === id)) || [];
    if (!one) return;
    const box = words.content.querySelector(".not-sent").cloneNode(true);
    for (const it of Object.values(one.fields)) {
      const item = document.createElement("li");
      item.textContent = `${it.v || "–"} · ${it.label}`;
      box.querySelector("ul").append(item);
    }
    box.querySelector("a").href = one.path;
    box.querySelector("button").addEventListener("click", () => { drop(id); tell(); });
    document.getElementById("main").prepend(box);
  };

  // Back on the page: what was typed stands in its fields again.
  const wasTaken = async (token) => (await (await fetch(`${words.dataset.taken}?token=${token}`, { credentials: "same-origin" })).json()).taken;
  const restore = async (form) => {
    const id = idOf(form), one = all()[id];
    if (!one) return;
    try { if (one.sent && await wasTaken(one.sent)) return drop(id); } catch { return; }
    let back = 0;
    for (const [name, it] of Object.entries(one.fields)) {
      const [field] = inputs(form, name);
      if (!field) continue;
      const here = read(form, name, true);
      if (here === it.v) { if (form.elements.form_token.dataset.again === undefined) drop(id, name); }
      else if (it.was === null || here === it.was) { write(form, name, it.v); back += 1; }
      else ask(form, name, it.v, here);
    }
    if (!back) return;
    const told = words.content.querySelector(form.dataset.keep ? ".sent-now" : ".typed-before").cloneNode(true);
    told.querySelector("b")?.append(String(back));
    told.querySelector("button")?.addEventListener("click", () => {
      for (const name of Object.keys(one.fields)) write(form, name, read(form, name, true));
      drop(id);
      told.remove();
    });
    if (!form.dataset.keep || await flush()) form.prepend(told);
  };

  const begin = async () => {
    for (const [id, one] of Object.entries(all())) if (one.sent && document.cookie.includes(one.sent)) drop(id);
    for (const form of document.querySelectorAll("form")) if (isMine(form)) await restore(form);
    flush();
  };
  document.addEventListener("input", (event) => {
    const field = event.target, form = field.form;
    if (!isMine(form) || !isOpen(field)) return;
    note(form, field);
    if (event.isTrusted && asked.has(at(idOf(form), field.name))) settle(form, field);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form?.dataset.keep || !isOpen(event.target)) return;
    note(form, event.target);
    flush();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target, token = form.elements.form_token?.value;
    if (/\/logout$/.test(form.getAttribute("action") || "")) store.removeItem(KEY);
    else if (token) edit((drafts) => { if (drafts[idOf(form)]) drafts[idOf(form)].sent = token; });
  });
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isCut) again(); });
  begin();
})();
