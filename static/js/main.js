// Small enhancements; each page works without them. The design system's own components start in govuk-frontend.js.

function wordCount(text) {
  return (text.match(/\S+/g) || []).length;
}

function countWords(textarea) {
  const note = document.createElement("p");
  note.className = "app-count";
  note.id = `${textarea.id}-count`;
  const show = () => {
    const words = wordCount(textarea.value);
    note.textContent = `${words} ${words === 1 ? "word" : "words"}`;
  };
  textarea.after(note);
  textarea.setAttribute("aria-describedby", `${textarea.getAttribute("aria-describedby") || ""} ${note.id}`.trim());
  textarea.addEventListener("input", show);
  show();
}

// A scrolling table can be reached by keyboard only while there is something to scroll.
function scrollRegion(region) {
  const update = () => {
    if (region.scrollWidth > region.clientWidth + 1) {
      const caption = region.querySelector("caption");
      region.tabIndex = 0;
      region.setAttribute("role", "region");
      region.setAttribute("aria-label", caption ? caption.textContent.trim() : "Table");
    } else {
      region.removeAttribute("tabindex");
      region.removeAttribute("role");
      region.removeAttribute("aria-label");
    }
  };
  new ResizeObserver(update).observe(region);
}

function printButton(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

function openForPrint() {
  for (const details of document.querySelectorAll("details:not([open], .app-why)")) {
    details.dataset.openedForPrint = "";
    details.open = true;
  }
}

function closeAfterPrint() {
  for (const details of document.querySelectorAll("details[data-opened-for-print]")) {
    delete details.dataset.openedForPrint;
    details.open = false;
  }
}

document.querySelectorAll("textarea[data-count]").forEach(countWords);
document.querySelectorAll(".app-table-region").forEach(scrollRegion);
document.querySelectorAll("[data-print]").forEach(printButton);
window.addEventListener("beforeprint", openForPrint);
window.addEventListener("afterprint", closeAfterPrint);
