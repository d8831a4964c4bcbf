// Labels, names and numbers in the language that is switched on.
const data = JSON.parse(document.getElementById("plan-data").textContent);
let lang = data.lang;

function label(key) {
  return data.labels[lang][key] || key;
}

function name(pair) {
  return pair[lang === "zh" ? 0 : 1];
}

function named(kind, id) {
  const pair = data.names[kind][id];
  return pair ? name(pair) : id;
}

function kindOf(plant) {
  const key = "kind_" + plant.kind;
  return data.labels[lang][key] || plant.kind;
}

// Three significant digits, but never fewer than the whole number has; thousands separated.
function figure(value, digits) {
  const size = Math.abs(value);
  const places = size >= 100 || size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.min(places, 6) });
}

// One rule for amounts: pick the largest unit that leaves a number of at least one.
function scaled(value, units) {
  const [size, unit] = units.find(([least]) => Math.abs(value) >= least) || units[units.length - 1];
  return figure(value / size, 3) + " " + unit;
}

function tonnes(value) {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  const units = { zh: [[1e8, "亿t"], [1e4, "万t"], [1, "t"]], en: [[1e6, "Mt"], [1e3, "kt"], [1, "t"]] };
  return scaled(value, units[lang]);
}

// An amount in the unit of its material: solids in tonnes, steam in GJ, power in MWh, water in m3.
function quantity(value, unit) {
  if (!unit || unit === "t" || !value) return tonnes(value);
  return scaled(value, { zh: [[1e8, "亿" + unit], [1e4, "万" + unit], [1, unit]], en: [[1e6, "M " + unit], [1e3, "k " + unit], [1, unit]] }[lang]);
}

function amount(value, material) {
  return quantity(value, unitOf(material));
}

function unitOf(material) {
  const known = data.names.material[material];
  return known ? known[4] : "t";
}

function money(value) {
  const code = data.currency === "CNY" && lang === "zh" ? "元" : data.currency;
  const units = {
    zh: [[1e8, "亿" + code], [1e4, "万" + code], [1, code]],
    en: [[1e6, "M " + code], [1e3, "k " + code], [1, code]],
  };
  return scaled(value, units[lang]);
}

function kilometres(value) {
  return figure(value, 3) + " km";
}

function percent(value) {
  return figure(100 * value, 3) + " %";
}
