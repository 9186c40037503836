// What a person meets on this page that axe-core has no rule for, as a list of sentences.
// Each part is named by the criterion of WCAG 2.2 that it looks at.
async ({ isFirst, html }) => {
  const wrong = [];
  const say = (criterion, what, one) => wrong.push(
    `${criterion} ${what}${one ? `: ${(one.outerHTML || String(one)).slice(0, 160)}` : ""}`);
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })
    && one.getClientRects().length > 0 && !one.closest(".away");
  const root = document.documentElement;
  const styles = [...document.querySelectorAll("body *")].map((one) => [one, getComputedStyle(one)]);

  // 2.4.2, 3.1.1, 2.4.6: a title that tells, the language, one heading.
  const title = document.title.split(" · ")[0].trim();
  if (title.length < 3) say("2.4.2", "no title", document.title);
  if (!/^[a-z]{2,3}(-|$)/.test(root.lang)) say("3.1.1", "no language", root.lang);
  const heads = [...document.querySelectorAll("h1")].filter(isSeen);
  const ofPage = heads.filter((one) => !one.closest(".slip"));  // each slip of paper has its own
  if (!heads.length || ofPage.length > 1) say("2.4.6", `${heads.length} first headings`);

  // 2.4.3: the keyboard goes as the eye does.
  const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((one) => one.type !== "hidden" && !one.disabled && isSeen(one));
  for (const one of document.querySelectorAll("[tabindex]")) if (one.tabIndex > 0) say("2.4.3", "jumps the queue", one);
  for (const [one, style] of styles) {
    if (style.order !== "0" || style.flexDirection.endsWith("reverse")) say("2.4.3", "stands elsewhere than it is read", one);
    if (one.matches(":not(input, textarea, select) [draggable=true], [ondragstart], input[type=range]")) say("2.5.7", "must be dragged", one);
  }

  // 2.4.7, 2.4.11, 2.4.13: where the focus is can be seen, and nothing lies over it.
  const before = [scrollX, scrollY];
  for (const one of controls) {
    one.focus({ focusVisible: true });
    if (document.activeElement !== one) { say("2.1.1", "takes no focus", one); continue; }
    const ring = [one, one.closest(".amount"), one.closest("label")].filter(Boolean).map((each) => getComputedStyle(each))
      .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
    if (!ring) say("2.4.7", "shows no focus", one);
    const [box] = one.getClientRects();
    const spots = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8]].map(([x, y]) =>
      document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
    const isOwn = (spot) => spot && (spot === one || one.contains(spot) || spot.contains(one) || (spot.closest("label") && spot.closest("label") === one.closest("label")));
    if (!spots.some(isOwn)) say("2.4.11", "is covered", one);
  }
  document.activeElement.blur();
  scrollTo(...before);

  // 2.5.8 asks for 24 px; main buttons and fields are pressed by thumbs: 44 px.
  for (const one of controls) {
    const label = one.closest("label");
    const box = (label && label.querySelectorAll("input").length === 1 && /checkbox|radio/.test(one.type) ? label : one).getBoundingClientRect();
    const least = one.matches("button, .button, select, textarea, summary, .tile") || (one.matches("input") && !/checkbox|radio/.test(one.type)) ? 44 : 24;
    const isInSentence = one.matches("a") && getComputedStyle(one).display === "inline";
    const inAmount = one.closest(".amount");
    const high = Math.max(box.height, inAmount && inAmount.contains(one) ? inAmount.getBoundingClientRect().height : 0);
    if (!isInSentence && (high < least - 0.5 || box.width < 23.5)) say("2.5.8", `${Math.round(box.width)} × ${Math.round(high)} px`, one);
  }

  // 3.2.6: help stands at the same place, before all that is done on the page.
  const help = document.querySelector("main > .help");
  if (help) {
    const earlier = [...help.parentElement.children].slice(0, [...help.parentElement.children].indexOf(help));
    if (earlier.some((one) => !one.matches(".doubt, .notice, form"))) say("3.2.6", "help stands elsewhere", help);
  }
  // 3.3.7: no form asks twice for the same; 3.3.8: nothing stands against pasting and managers.
  for (const form of document.forms) {
    const asked = controls.filter((one) => one.form === form && one.name && !/checkbox|radio|submit|password/.test(one.type))
      .map((one) => one.name);
    const twice = asked.find((name, place) => asked.indexOf(name) !== place);
    if (twice && form.getAttribute("method") === "post") say("3.3.7", "asks twice", form.querySelector(`[name="${twice}"]`));
  }
  for (const one of controls) {
    if (one.type === "password" && !one.autocomplete) say("3.3.8", "no word for password managers", one);
    const paste = new ClipboardEvent("paste", { bubbles: true, cancelable: true });
    if (one.matches("input, textarea") && !one.dispatchEvent(paste)) say("3.3.8", "refuses what is pasted", one);
  }
  // 2.2.2, 2.3.3: nothing moves for those who asked for none.
  if (matchMedia("(prefers-reduced-motion: reduce)").matches)
    for (const [one, style] of styles)
      if (style.animationName !== "none" || style.transitionDuration.split(",").some((time) => parseFloat(time) > 0)) say("2.3.3", "moves", one);

  // Without script: the page as it comes must have all that can be done with it.
  const isSamples = location.pathname.endsWith("/styleguide");  // nothing there is meant to act
  const bare = new DOMParser().parseFromString(html, "text/html");
  const named = (all) => all.map((one) => `${one.tagName} ${one.getAttribute("href") || one.name || ""} ${one.textContent.trim()}`);
  const isThere = (one) => !one.closest("[hidden]") && !one.closest("noscript");
  const acts = (page) => [...page.querySelectorAll("main a[href], main button")].filter(isThere);
  const plain = new Set(named(acts(bare)));
  const isHelper = (one) => one.matches("[data-print], [data-copy], [data-speak], [data-quick] *, [data-quick-row] *, [data-ghost]");
  for (const one of acts(document))
    if (!isHelper(one) && !plain.has(named([one])[0])) say("no script", "only with script", one);
  const active = new Set(named(acts(document)));
  for (const one of acts(bare)) if (!isHelper(one) && !active.has(named([one])[0])) say("no script", "only without script", one);
  for (const one of isSamples ? [] : acts(bare)) {
    if (one.tagName === "BUTTON" && (!one.form || one.type !== "submit") && !one.matches("[data-ghost]")) say("no script", "does nothing", one);
    if (/^(#|javascript:)?$/.test(one.getAttribute("href") ?? "x")) say("no script", "leads nowhere", one);
  }
  for (const form of bare.forms) {
    if (!/^(get|post)$/.test(form.getAttribute("method"))) say("no script", "is not sent", form);
    if (!form.querySelector("button, input[type=submit]")) say("no script", "has no button", form);
  }
  if (bare.querySelector("main").textContent.trim().length < 40) say("no script", "says nothing");
  if (/<(style|[^>]+\sstyle=|[^>]+\son[a-z]+=)/i.test(html)) say("policy", "words that the policy stops");

  // What came over the line, and whence.
  const came = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .filter((one) => one.initiatorType !== "fetch" && !/\.map$/.test(one.name));
  for (const one of came) if (new URL(one.name).origin !== location.origin) say("elsewhere", one.name);
  return { wrong, title, files: came.map((one) => [one.name, one.encodedBodySize]) };
}
