// Whether the page fits: nothing sticks out sideways, nothing is cut. `isSpaced`: with the spaces
// of WCAG 2.2, 1.4.12, which a reader may set.
({ isSpaced }) => {
  const root = document.documentElement, wrong = [];
  const sheet = new CSSStyleSheet();
  if (isSpaced) {
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
    document.adoptedStyleSheets = [sheet];
  }
  if (root.scrollWidth > innerWidth) {
    const out = [...document.querySelectorAll("body *")].find((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll, .away, .skip, .cards thead"));
    wrong.push(`${isSpaced ? "1.4.12" : "1.4.10"} ${root.scrollWidth} px wide in ${innerWidth}: ${(out || root).outerHTML.slice(0, 160)}`);
  }
  if (isSpaced)
    for (const one of document.querySelectorAll("main button, main a, main p, main label, main td, main th, main h1, main h2")) {
      const style = getComputedStyle(one);
      if (style.overflowY === "hidden" && one.scrollHeight > one.clientHeight + 2 && !one.closest(".away")) wrong.push(`1.4.12 cut: ${one.outerHTML.slice(0, 160)}`);
    }
  document.adoptedStyleSheets = [];
  return wrong;
}
