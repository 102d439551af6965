// Inputs that are drawn or picked: a signature becomes a picture in its file input, a picked colour its text.
class Sign extends HTMLElement {
  connectedCallback() {
    this.canvas = this.querySelector("canvas");
    this.file = this.querySelector("input[type=file]");
    this.pen = this.canvas.getContext("2d");
    this.pen.lineWidth = 3;
    this.pen.lineCap = this.pen.lineJoin = "round";
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.draw(event));
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, () => this.end());
    this.querySelector("[data-clear]").addEventListener("click", () => this.clear());
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    const wide = this.canvas.width / box.width;
    return [(event.clientX - box.left) * wide, (event.clientY - box.top) * wide];
  }

  begin(event) {
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.pen.strokeStyle = "#1b2a6b";
    this.pen.beginPath();
    this.pen.moveTo(...this.place(event));
    this.drawing = true;
  }

  draw(event) {
    if (!this.drawing) return;
    this.pen.lineTo(...this.place(event));
    this.pen.stroke();
  }

  end() {
    if (!this.drawing) return;
    this.drawing = false;
    this.canvas.toBlob((blob) => {
      const held = new DataTransfer();
      held.items.add(new File([blob], "signature.png", { type: "image/png" }));
      this.file.files = held.files;
      this.file.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  clear() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.file.value = "";
    this.querySelector("input[type=hidden]").value = "";
    this.querySelector("img")?.remove();
  }
}

customElements.define("k-sign", Sign);

document.addEventListener("input", (event) => {
  const target = event.target.dataset?.fills && document.getElementById(event.target.dataset.fills);
  if (!target) return;
  target.value = event.target.value;
  target.dispatchEvent(new Event("change", { bubbles: true }));
});
