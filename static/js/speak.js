// Totals read aloud: by the browser's voice of this language, else by the words recorded here.
"use strict";
(() => {
  if (window.readsAloud) return;
  window.readsAloud = true;
  const plain = (code) => code.toLowerCase().split(/[-_]/)[0], lang = plain(document.documentElement.lang);
  const speech = window.speechSynthesis;
  const voice = () => speech?.getVoices().find((one) => plain(one.lang) === lang);
  const buttons = [...document.querySelectorAll("[data-aloud]")];
  // Without a voice and without recordings there is no button.
  const show = () => { for (const one of buttons) one.hidden = one.dataset.recorded === undefined && !voice(); };
  show();
  speech?.addEventListener?.("voiceschanged", show);
  let playing = null, turn = 0;
  const play = async (files) => {
    const mine = ++turn;
    for (const file of files) {
      if (mine !== turn) return;
      playing = new Audio(file);
      await new Promise((done) => {
        playing.addEventListener("ended", done);
        playing.addEventListener("error", done);
        playing.play().catch(done);
      });
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", async () => {
      playing?.pause();
      speech?.cancel();
      const sum = button.dataset.of && button.closest("form").querySelector(button.dataset.of);
      const minor = sum ? cents(sum.textContent) || 0 : button.dataset.minor;
      let told;
      try {
        told = await (await fetch(`${button.dataset.aloud}&minor=${minor}`, { credentials: "same-origin" })).json();
      } catch { return; }
      const one = voice();
      if (!one) return play(told.files);
      const said = new SpeechSynthesisUtterance(told.text);
      said.voice = one;
      said.lang = one.lang;
      speech.speak(said);
    });
  }
})();
