// Which lines are to be copied? Those with the address at which this page was read.

const origin = location.origin;
const lines = `<script src="${origin}/widget/v1/station-finder.js" defer></script>\n<station-finder></station-finder>`;
const policy = `script-src ${origin}; connect-src ${origin}; worker-src blob: ${origin}; img-src blob: data:`;

for (const [id, text] of [
  ["lines", lines],
  ["policy", policy],
] as const) {
  const place = document.getElementById(id);
  if (place) place.textContent = text;
}

document.getElementById("copy")?.addEventListener("click", async () => {
  const told = document.getElementById("copied");
  const selection = getSelection();
  const code = document.getElementById("lines");
  if (code) selection?.selectAllChildren(code);
  try {
    await navigator.clipboard.writeText(lines);
    if (told) told.textContent = "✓";
  } catch {
    // Selected, they can be copied by hand.
  }
});

export {};
