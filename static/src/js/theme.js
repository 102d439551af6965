// Runs before the first paint: puts the chosen theme on the page, following the system where that is the choice.
{
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const chosen = root.dataset.theme;
    root.classList.toggle("dark", chosen === "dark" || (chosen !== "light" && system.matches));
  };
  paint();
  system.addEventListener("change", paint);
  root.addEventListener("kontor:theme", paint);
}
