// The side panel: title, totals, filters and legends.
const FATES = ["use", "avoid", "market", "hub", "disposal"];

function Panel(picture, changed) {
  const steps = picture.steps;
  const state = {
    families: new Set(years.flatMap((year) => year.arrows).map((arrow) => arrow.family)),
    fates: new Set(years.flatMap((year) => year.arrows).map((arrow) => arrow.fate)),
    step: picture.step,
    listed: picture.arrows.filter((arrow) => arrow.listed).length <= 80,
  };
  const slider = document.getElementById("threshold");
  slider.max = steps.length - 1;
  slider.value = state.step;
  slider.addEventListener("input", () => { state.step = Number(slider.value); changed(); });
  // Listed hazardous waste is little by weight and much by law: no threshold hides it unless the reader says so.
  const listed = document.getElementById("listed");
  listed.hidden = !years.some((year) => year.arrows.some((arrow) => arrow.listed));
  listed.firstElementChild.checked = state.listed;
  listed.firstElementChild.addEventListener("change", () => { state.listed = listed.firstElementChild.checked; changed(); });
  const heavy = (arrow) => arrow.dry >= steps[state.step] || (state.listed && arrow.listed);
  const panel = {
    shown: (arrow) => heavy(arrow) && state.families.has(arrow.family) && state.fates.has(arrow.fate),
    write() { writePanel(picture, state, changed); panel.count(); },
    count() {
      document.getElementById("least").textContent = tonnes(steps[state.step]);
      const weighed = (arrows) => total(arrows.filter((item) => item.unit === "t"), "amount");
      const sum = weighed(picture.arrows);
      const share = sum > 0 ? figure((100 * weighed(picture.shown)) / sum, 3) : "100";
      document.getElementById("count").textContent = label("flows_shown")
        .replace("{shown}", String(picture.shown.length)).replace("{all}", String(picture.arrows.length)).replace("{share}", share);
    },
  };
  return panel;
}

function writePanel(picture, state, changed) {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.querySelectorAll("[data-label]").forEach((element) => { element.textContent = label(element.dataset.label); });
  document.getElementById("title").textContent = name(data.title);
  document.title = name(data.title) + " · " + label("title");
  const parts = [label("title"), name(data.scenario), shown.year === null ? "" : String(shown.year), label("status_" + data.status)];
  document.getElementById("subtitle").textContent = parts.filter(Boolean).join(" · ");
  writeTotals();
  const moved = groups(picture.arrows, (arrow) => arrow.family);
  checks("families", [...families.values()].filter((f) => moved.has(f.id)), state.families, changed, (line, family) => {
    tag("i", line, undefined, "swatch").style.background = family.colour;
    tag("span", line, name(family.name));
    tag("small", line, quantity(total(moved.get(family.id), "amount"), family.unit));
  });
  const byFate = groups(picture.arrows, (arrow) => arrow.fate);
  checks("fates", FATES.filter((fate) => byFate.has(fate)).map((id) => ({ id })), state.fates, changed, (line, fate) => {
    legendArrow(line, 4, "#555", fate.id === "disposal");
    tag("span", line, label("fate_" + fate.id));
    tag("small", line, tonnes(total(byFate.get(fate.id).filter((arrow) => arrow.unit === "t"), "amount")));
  });
  writeWidths(picture);
  writeKinds();
  writeRings();
  writeNew();
}

function checks(id, items, chosen, changed, write) {
  const box = document.getElementById(id);
  box.textContent = "";
  for (const item of items) {
    const line = tag("label", box), check = tag("input", line);
    check.type = "checkbox";
    check.checked = chosen.has(item.id);
    check.dataset.id = item.id;
    check.addEventListener("change", () => {
      if (check.checked) chosen.add(item.id);
      else chosen.delete(item.id);
      changed();
    });
    write(line, item);
  }
}

function writeTotals() {
  const sums = { arising: 0, used: 0, sold: 0, disposed: 0, stays: 0 };
  for (const row of shown.totals) for (const key in sums) sums[key] += row[key] || 0;
  const box = document.getElementById("totals");
  box.textContent = "";
  const add = (key, text) => { const part = tag("div", box); tag("dt", part, label(key)); tag("dd", part, text); };
  add("total_arising", tonnes(sums.arising));
  add("total_used", tonnes(sums.used));
  add("total_rate", sums.arising > 0 ? percent(sums.used / sums.arising) : "–");
  add("total_disposed", tonnes(sums.disposed));
  add("total_stays", tonnes(sums.stays));
  add("total_cost", money(shown.cost));
}

function legendArrow(parent, width, colour, dashed) {
  const height = Math.max(14, 2 * (4 + 0.85 * width));
  const box = svg("svg", { width: 46, height, class: "sample" }, parent);
  const points = Array.from({ length: 12 }, (_, i) => [2 + (42 * i) / 11, height / 2]);
  svg("path", { d: arrow(points, width, dashed), fill: colour }, box);
}

function writeWidths(picture) {
  const box = document.getElementById("widths");
  box.textContent = "";
  if (!(picture.most > 0)) { tag("span", box, label("unloaded")); return; }
  const power = Math.pow(10, Math.floor(Math.log10(picture.most)));
  const top = [5, 2, 1].find((digit) => digit * power <= picture.most) * power;
  for (const amount of [top / 100, top / 10, top]) {
    const line = tag("div", box);
    legendArrow(line, arrowWidth(picture, amount), "#555", false);
    tag("span", line, tonnes(amount));
  }
  if (picture.arrows.some((item) => item.unit !== "t")) tag("small", box, label("widths_units"));
}

function writeKinds() {
  const box = document.getElementById("kinds");
  box.textContent = "";
  const byKind = groups([...plants.values()], (plant) => plant.kind);
  const order = [...Object.keys(KINDS).filter((k) => byKind.has(k)), ...[...byKind.keys()].filter((k) => !(k in KINDS))];
  for (const kind of order) {
    const line = tag("div", box), [colour, shape] = kindShape(kind);
    svg("path", { d: shape(9, 9, 6), fill: colour }, svg("svg", { width: 18, height: 18 }, line));
    tag("span", line, kindOf({ kind }));
  }
}

function writeRings() {
  const box = document.getElementById("rings");
  box.textContent = "";
  const words = { used: "fate_use", sold: "sold", disposed: "fate_disposal", stays: "stays" };
  for (const key in RINGS) {
    const line = tag("div", box);
    tag("i", line, undefined, "swatch").style.background = RINGS[key];
    tag("span", line, label(words[key]));
  }
  if ([...plants.values()].some((plant) => plant.balance.spare > 0)) tag("div", box, label("stays_mark"), "wide small");
  if ([...plants.values()].some((plant) => !plant.exact || !plant.busy)) tag("div", box, label("pale_mark"), "wide small");
}
