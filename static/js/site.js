// Only to make better: every page works without this file.
"use strict";

// A second tap on the same button sends nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button.main")) button.setAttribute("aria-disabled", "true");
});
// Coming back with the browser's arrow wakes the form up again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});

// Printing.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A text to be copied; this way it works without TLS too.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.getElementById(button.dataset.copy).select();
    document.execCommand("copy");
  });
}

// Quick amounts beside one field.
for (const bar of document.querySelectorAll("[data-quick]")) {
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) fill(document.getElementById(bar.dataset.quick), button.value);
  });
}
function fill(field, value, isFocused = true) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  if (isFocused) field.focus();
}

// An amount as people type it, in cents; NaN when it is not clear. The node itself decides.
const SIGN = document.body.dataset.sign || "";
const DECIMAL = document.body.dataset.decimal || ".";
function cents(text) {
  const typed = text.replace(/[\s\u00a0\u202f]/g, "");
  const plain = typed.startsWith(SIGN) ? typed.slice(SIGN.length) : typed;
  if (!plain) return 0;
  const found = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(plain);
  return found ? Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0")) : NaN;
}
function money(amount) {
  const units = String(Math.floor(amount / 100)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${SIGN}\u202f${units}${DECIMAL}${String(amount % 100).padStart(2, "0")}`;
}

// A sheet of amounts: the running sum, quick amounts at the row in hand.
for (const sheet of document.querySelectorAll("form[data-sheet]")) {
  const fields = [...sheet.querySelectorAll("input[data-amount]")];
  const sum = sheet.querySelector("[data-sum]");
  const filled = sheet.querySelector("[data-filled]");
  const ghosts = [...sheet.querySelectorAll("[data-ghost]")];
  const count = () => {
    const amounts = fields.map((field) => Math.round(cents(field.value) * Number(field.dataset.amount || 1)));
    if (sum) sum.textContent = money(amounts.reduce((all, one) => all + (one || 0), 0));
    if (filled) filled.textContent = String(amounts.filter((one) => one > 0).length);
    for (const ghost of ghosts) ghost.hidden = document.getElementById(ghost.dataset.ghost).value !== "";
  };
  sheet.addEventListener("input", count);
  count();

  // One hand: Enter goes on, Space or a tap takes the amount that stands beside the field.
  const goOn = (field) => {
    const next = fields[fields.indexOf(field) + 1] || sheet.querySelector("button.main");
    next.focus();
    if (next.select) next.select();
  };
  sheet.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches("input[data-amount]")) return;
    const ghost = ghosts.find((one) => one.dataset.ghost === field.id);
    if (event.key === " " && ghost && !field.value) fill(field, ghost.value);
    else if (event.key !== "Enter") return;
    event.preventDefault();
    goOn(field);
  });
  sheet.addEventListener("click", (event) => {
    const ghost = event.target.closest("[data-ghost]");
    if (ghost) fill(document.getElementById(ghost.dataset.ghost), ghost.value, false);
  });
  const keys = sheet.querySelector("[data-keys]");
  if (keys && matchMedia("(hover: hover)").matches) keys.hidden = false;

  const bar = sheet.querySelector("[data-quick-row]");
  if (bar) {
    let last = null;
    sheet.addEventListener("focusin", (event) => {
      if (!event.target.matches("input[data-amount]")) return;
      last = event.target;
      last.closest(".who").append(bar);
      bar.hidden = false;
    });
    bar.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || !last) return;
      fill(last, button.value);
      goOn(last);
    });
  }
}

// Work that goes on beside the page: how far it is, and once it is done the page as it is then.
const live = document.querySelector("[data-live]");
if (live) {
  const look = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-live]");
      if (!now) return location.reload();
      const said = live.querySelector("[aria-live]");
      said.innerHTML = now.querySelector("[aria-live]").innerHTML;
    } catch { /* the machine is busy, or off: it is asked again */ }
    setTimeout(look, 2000);
  };
  setTimeout(look, 2000);
}
