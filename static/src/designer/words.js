// Words of the page in its language, and labels that carry several languages.
let words = {};
let language = "en";

export function setWords(all, spoken) {
  words = all;
  language = spoken.startsWith("zh") ? "zh-hans" : "en";
}

export function t(key, values = {}) {
  const text = words[key] ?? key;
  return text.replace(/%\((\w+)\)s/gu, (_all, name) => String(values[name] ?? ""));
}

export const spoken = () => language;

export const LANGUAGES = [["en", "English"], ["zh-hans", "中文"]];

export function say(label) {
  if (!label) return "";
  return label[language] || label.en || Object.values(label)[0] || "";
}
