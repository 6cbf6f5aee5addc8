// Saves the words of a long form to the server while they are being written. Nothing is kept in the browser.
//
//   <form data-autosave data-autosave-url="…" data-version="3" data-keep-token="…">
//     … <div data-autosave-status role="status" aria-live="polite" hidden></div>
//
// <form data-autosave="draft" …> is sent once, by its button: until then what is written in its large boxes is kept as a draft.
//
// Sent: the fields (no files), version, keep_token, and what tells this open form from another: the hidden fields editor
// (its key) and seq (its count of sendings, so that an answer lost on the way is no conflict). Answers, in JSON:
//   200 {version, saved_at}            saved; or kept {draft: true, saved_at}
//   202 {kept, saved_at, sign_in}      the session is over; a rescue copy is kept
//   409 {version, conflict_url, keep_url}   changed elsewhere; until that is settled the words go to keep_url, to be kept
//   422 {problem}                      these words cannot be saved, and why; the next change is tried again
// Anything else, and no answer at all, is tried again with growing pauses.

const QUIET_MS = 2000; // a pause in typing
const LONGEST_WAIT_MS = 4000; // without a pause; with a second for the network every keystroke is safe within five
const RETRY_MS = [2000, 4000, 8000, 16000, 30000];
const ANSWER_MS = 20000;
const SUBMIT_WAIT_MS = 8000;
const LONGEST_PRESS_MS = 3000; // a release outside the window is not told to the page
const KEEPALIVE_BYTES = 60000; // browsers carry at most 64 kB past the end of a page; the stamps need a little of it
const NOT_SENT = new Set(["csrfmiddlewaretoken", "version", "keep_token", "editor", "seq"]);

const WORDS = {
  draft: "Not sent yet. Kept for you at",
  failed: "Not saved yet – we will keep trying. Do not close this page.",
  kept: "You have been signed out. Your words are kept.",
  sign_in: "Sign in (opens in a new tab) to carry on",
  conflict: "This was changed somewhere else, so your words are not in it yet. They are kept for you.",
  conflict_link: "Compare the two versions (opens in a new tab)",
};

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

// Read at each sending: signing in changes the token while the page stays open.
function csrfToken(form) {
  const field = form.elements.namedItem("csrfmiddlewaretoken");
  return cookie("__Host-csrftoken") || cookie("__Secure-csrftoken") || cookie("csrftoken") || (field ? field.value : "");
}

function ownAddress(address) {
  return typeof address === "string" && address.startsWith("/") && !address.startsWith("//") ? address : null;
}

function fieldsOf(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !NOT_SENT.has(name)) fields.append(name, value.replace(/\r?\n/g, "\r\n")); // as a form does
  }
  return fields;
}

// What the server put into the form. Words typed before this script had loaded differ from it, and are saved at once.
function fieldsAsServed(form) {
  const fields = new URLSearchParams();
  for (const element of form.elements) {
    if (!element.name || element.disabled || NOT_SENT.has(element.name)) continue;
    for (const value of served(element)) fields.append(element.name, value.replace(/\r?\n/g, "\r\n"));
  }
  return fields;
}

function served(element) {
  if (["submit", "button", "reset", "file", "image"].includes(element.type) || element.tagName === "FIELDSET") return [];
  if (["checkbox", "radio"].includes(element.type)) return element.defaultChecked ? [element.value] : [];
  if (element.tagName !== "SELECT") return [element.defaultValue];
  const options = Array.from(element.options);
  const chosen = options.filter((option) => option.defaultSelected);
  if (chosen.length || element.multiple) return chosen.map((option) => option.value);
  return options.length ? [options[0].value] : [];
}

// Between press and release nothing on the page may move: a button that slides away from under a finger is not pressed,
// and the browser says nothing of it. What waits goes on after the click that the release may have been.
let held = null;
const waiting = [];

function whenReleased(act) {
  if (held === null) act();
  else waiting.push(act);
}

function pressed() {
  clearTimeout(held);
  held = setTimeout(released, LONGEST_PRESS_MS);
}

function released() {
  clearTimeout(held);
  setTimeout(() => {
    held = null;
    while (waiting.length) waiting.shift()();
  });
}

document.addEventListener("pointerdown", pressed, true);
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, released, true);

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosaveUrl;
    this.isDraft = form.dataset.autosave === "draft";
    this.compare = null; // where both texts are, once another window was first
    this.version = form.dataset.version;
    this.keepToken = form.dataset.keepToken || "";
    this.seq = 0;
    this.saved = fieldsAsServed(form).toString();
    this.sending = null;
    this.state = "clean";
    this.failures = 0;
    this.answered = true;
    this.waitingSince = null;
    this.timer = null;
    this.leaving = false;
    this.setUpStatus();
    this.listen();
    this.changed();
  }

  setUpStatus() {
    this.status = this.form.querySelector("[data-autosave-status]");
    if (!this.status) {
      this.status = document.createElement("div");
      this.status.className = "app-autosave";
      this.status.hidden = true;
      this.status.setAttribute("role", "status");
      this.status.setAttribute("aria-live", "polite");
      this.form.append(this.status);
    }
  }

  listen() {
    const { form } = this;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("focusout", () => whenReleased(() => this.saveNow()));
    form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave();
      else this.returned();
    });
    window.addEventListener("focus", () => this.returned());
    window.addEventListener("online", () => this.returned());
    window.addEventListener("pagehide", () => this.leave(true));
    window.addEventListener("pageshow", () => {
      this.leaving = false;
    });
    window.addEventListener("beforeunload", (event) => this.warn(event));
  }

  // A form that is only looked at, or where a box was ticked, is no draft: it takes words to make one.
  get worthKeeping() {
    if (!this.isDraft || this.seq) return true;
    return Array.from(this.form.querySelectorAll("textarea")).some((box) => box.value !== box.defaultValue);
  }

  get unsaved() {
    return this.worthKeeping && fieldsOf(this.form).toString() !== this.saved;
  }

  changed() {
    if (this.leaving || !this.unsaved) return;
    const now = Date.now();
    if (this.waitingSince === null) this.waitingSince = now;
    if (["clean", "saved", "refused"].includes(this.state)) this.mark("changed");
    if (this.state === "failed") return; // the next try is already set
    this.schedule(Math.max(0, Math.min(QUIET_MS, this.waitingSince + LONGEST_WAIT_MS - now)));
  }

  schedule(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  saveNow() {
    if (this.state !== "failed" && !this.leaving && this.unsaved) this.save();
  }

  returned() {
    const stuck = this.state === "failed" || this.state === "kept";
    if (stuck && !this.leaving) this.save({ again: true });
  }

  // One request at a time: a change made meanwhile goes with the next.
  save({ again = false } = {}) {
    clearTimeout(this.timer);
    if (this.sending) return this.sending;
    if (!(again || this.unsaved)) return Promise.resolve(this.state);
    this.waitingSince = null;
    const fields = fieldsOf(this.form);
    this.underWay = fields.toString();
    this.sending = this.send(fields).finally(() => {
      this.sending = null;
      if (this.leaving) return;
      if (this.state === "failed") this.schedule(RETRY_MS[Math.min(this.failures, RETRY_MS.length) - 1]);
      else if (this.unsaved) this.changed();
    });
    return this.sending;
  }

  body(fields) {
    const editor = this.form.elements.namedItem("editor");
    const body = new URLSearchParams(fields);
    this.seq += 1;
    body.set("version", this.version);
    body.set("editor", editor ? editor.value : "");
    body.set("seq", String(this.seq));
    body.set("keep_token", this.keepToken);
    return body;
  }

  async send(fields) {
    const body = this.body(fields).toString();
    this.stop = new AbortController();
    const patience = setTimeout(() => this.stop.abort(), ANSWER_MS);
    this.answered = false;
    try {
      const response = await fetch(this.url, {
        method: "POST",
        body,
        headers: {
          "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
          "X-CSRFToken": csrfToken(this.form),
          "X-Requested-With": "autosave",
          Accept: "application/json",
        },
        credentials: "same-origin",
        redirect: "manual",
        cache: "no-store",
        keepalive: body.length < KEEPALIVE_BYTES,
        signal: this.stop.signal,
      });
      this.answered = true;
      this.answer(response.status, await response.json(), fields);
    } catch {
      this.failed(); // no network, no JSON, a redirect or no answer in time: all are tried again
    } finally {
      clearTimeout(patience);
    }
    return this.state;
  }

  answer(status, answer, fields) {
    if (status === 409) {
      this.compare = ownAddress(answer.conflict_url);
      this.url = ownAddress(answer.keep_url);
    }
    if (status === 409 || (status === 200 && this.compare)) {
      this.done(fields, "conflict", {});
      this.show("conflict", WORDS.conflict, this.compare, WORDS.conflict_link);
    } else if (status === 200) {
      this.done(fields, "saved", answer);
      this.show("saved", `${answer.draft ? WORDS.draft : "Saved"} ${answer.saved_at}`);
    } else if (status === 202 && answer.kept) {
      this.done(fields, "kept", answer);
      this.show("kept", WORDS.kept, ownAddress(answer.sign_in), WORDS.sign_in);
    } else if (status === 422 && answer.problem) {
      this.done(fields, "refused", {}); // the same words would be refused again: wait for others
      this.show("refused", `Not saved. ${answer.problem}`);
    } else {
      this.failed();
    }
  }

  done(fields, state, answer) {
    this.state = state;
    this.failures = 0;
    this.saved = fields.toString();
    if (answer.keep_token) this.keepToken = answer.keep_token;
    if (answer.version === undefined) return;
    this.version = String(answer.version);
    const field = this.form.elements.namedItem("version");
    if (field) field.value = this.version;
  }

  failed() {
    this.state = "failed";
    this.failures += 1;
    this.show("failed", WORDS.failed);
  }

  mark(state) {
    this.state = state;
    this.status.className = `app-autosave app-autosave--${state}`;
  }

  show(state, words, address, label) {
    this.state = state;
    whenReleased(() => this.write(state, words, address, label));
  }

  // The region is touched only when its words change: "Saved 14:02" is read out once a minute at most.
  write(state, words, address, label) {
    if (this.state === state) this.mark(state);
    const text = address ? `${words} ${label}` : words;
    this.status.hidden = false;
    if (this.status.textContent === text) return;
    this.status.textContent = words;
    if (address) {
      const link = document.createElement("a");
      link.className = "govuk-link";
      link.href = address;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = label;
      this.status.append(" ", link);
    }
  }

  // The page may be going: what is not yet on its way is sent so that it outlives the page.
  leave(gone = false) {
    if (this.leaving || !this.unsaved) return;
    const lives = "keepalive" in Request.prototype;
    if (this.sending && lives && this.underWay === fieldsOf(this.form).toString()) return;
    if (!this.sending && lives) this.save();
    else if (gone) this.beacon();
  }

  // A beacon carries no headers. The server knows it by editor and seq for a later save of the same form.
  beacon() {
    const body = this.body(fieldsOf(this.form));
    body.set("csrfmiddlewaretoken", csrfToken(this.form));
    navigator.sendBeacon(this.url, body);
  }

  // Leaving is asked about only where the words might be lost; otherwise they go out with the page.
  warn(event) {
    if (this.leaving || !(this.unsaved || this.state === "refused")) return;
    const stuck = ["failed", "refused"].includes(this.state);
    const tooLong = fieldsOf(this.form).toString().length >= KEEPALIVE_BYTES;
    if (stuck || !navigator.onLine || tooLong) event.preventDefault();
    if (this.state !== "failed") this.save();
  }

  // The form goes only when no request of ours is under way, so the two cannot race, and only where somebody answers.
  // In a conflict it goes with the old version: the server shows both texts, as it does without scripts.
  async submit(event) {
    if (this.leaving || event.defaultPrevented) return;
    const trouble = this.state === "failed" || this.state === "kept";
    if (!this.sending && !trouble) {
      this.go();
      return;
    }
    event.preventDefault();
    await this.settle();
    if (trouble) await this.save({ again: true });
    if (this.state === "kept" || !this.answered) return;
    this.go();
    this.form.requestSubmit(event.submitter);
  }

  async settle() {
    if (!this.sending) return;
    const patience = setTimeout(() => this.stop.abort(), SUBMIT_WAIT_MS);
    await this.sending;
    clearTimeout(patience);
  }

  go() {
    clearTimeout(this.timer);
    this.leaving = true;
    const field = this.form.elements.namedItem("csrfmiddlewaretoken");
    if (field) field.value = csrfToken(this.form);
    const seq = this.form.elements.namedItem("seq");
    if (seq) seq.value = String(this.seq + 1);
  }
}

document.querySelectorAll("form[data-autosave]").forEach((form) => new Autosave(form));
