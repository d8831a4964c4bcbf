// What is built, and where it may be: new lines and connections, plots, receptors.
const NEW = "#e08a00", MAIN = "#00798c", RECEPTOR = "#8c2d6b";

function newMark(parent, x, y, now) {
  svg("path", { d: star(x, y, 6.5), class: now ? "fresh now" : "fresh", fill: now ? NEW : "#fff", stroke: now ? "#7a4a00" : NEW }, parent);
}

// A connection runs straight from plant to plant, as two rails: dashed where it was built in an earlier year.
function drawMains(picture) {
  const layer = picture.layers.mains;
  layer.textContent = "";
  for (const main of shown.mains) {
    const from = plants.get(main.from), to = plants.get(main.to);
    if (!from || !to) continue;
    const line = `M${from.at.x.toFixed(1)},${from.at.y.toFixed(1)}L${to.at.x.toFixed(1)},${to.at.y.toFixed(1)}`;
    const group = svg("g", { class: main.year === shown.year ? "main now" : "main" }, layer);
    rails(group, line, main.year === shown.year);
    picture.onMain(group, main);
  }
}

function rails(parent, line, now) {
  svg("path", { d: line, stroke: MAIN, "stroke-width": 6, "stroke-dasharray": now ? "none" : "9 4" }, parent);
  svg("path", { d: line, stroke: "#fff", "stroke-width": 2.4 }, parent);
}

function mainEnds(main) {
  const place = (id) => (plants.has(id) ? name(plants.get(id).name) : id);
  return place(main.from) + " → " + place(main.to);
}

function mainPopup(main) {
  const box = tag("div", null, undefined, "popup");
  tag("h2", box, mainEnds(main));
  const family = families.get(main.material);
  facts(box, [
    [label("new_main"), String(main.year)],
    [label("mode"), named("mode", main.mode)],
    [label("material"), main.material === "" ? label("all_materials") : family ? name(family.name) : named("material", main.material)],
    [label("km"), kilometres(main.km)],
    ...invested(main),
  ]);
  return box;
}

function drawSites(picture) {
  const layer = picture.layers.sites;
  layer.textContent = "";
  for (const plot of data.plots) {
    const path = svg("path", { d: outline(picture, plot.rings), class: "plot" }, layer);
    path.dataset.plot = plot.plant;
    picture.onSite(path, () => [name(plants.get(plot.plant).name), label("plots")]);
  }
  for (const receptor of data.receptors) {
    const group = svg("g", { class: "receptor" }, layer), at = picture.map.latLngToLayerPoint([receptor.lat, receptor.lon]);
    if (receptor.rings.length) svg("path", { d: outline(picture, receptor.rings), class: closed(receptor.rings) ? "ring" : "line" }, group);
    svg("path", { d: house(at.x, at.y, 6), fill: RECEPTOR, class: "house" }, group);
    picture.onSite(group, () => [name(receptor.name), named("receptor", receptor.kind)]);
  }
}

function closed(rings) {
  return rings.every((ring) => ring[0][0] === ring[ring.length - 1][0] && ring[0][1] === ring[ring.length - 1][1]);
}

function outline(picture, rings) {
  const point = ([lon, lat]) => { const p = picture.map.latLngToLayerPoint([lat, lon]); return p.x + "," + p.y; };
  return rings.map((ring) => "M" + ring.map(point).join("L")).join("");
}

function house(x, y, r) {
  return polygon([[x, y - r], [x + r, y - 0.1 * r], [x + 0.7 * r, y - 0.1 * r], [x + 0.7 * r, y + 0.8 * r], [x - 0.7 * r, y + 0.8 * r], [x - 0.7 * r, y - 0.1 * r], [x - r, y - 0.1 * r]]);
}

// The legend of all this; the whole part is left out where there is nothing of it.
function writeNew() {
  const box = document.getElementById("marks");
  box.textContent = "";
  const line = (key, draw) => {
    const row = tag("div", box);
    draw(svg("svg", { width: 30, height: 16, class: "sample" }, row));
    tag("span", row, label(key));
  };
  if (years.some((year) => year.built.length)) line("new_mark", (p) => { newMark(p, 7, 8, true); newMark(p, 22, 8, false); });
  if (years.some((year) => year.mains.length)) line("new_main_mark", (p) => rails(p, "M1,8L29,8", true));
  if (data.plots.length) line("plots", (p) => svg("path", { d: "M3,3H27V13H3Z", class: "plot" }, p));
  if (data.receptors.length) line("receptors", (p) => svg("path", { d: house(15, 8, 6), fill: RECEPTOR, class: "house" }, p));
  document.getElementById("new").hidden = !box.children.length;
}
