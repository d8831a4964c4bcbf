// Everything on the map lies in one SVG element inside a Leaflet pane; it is drawn anew when the zoom changes.
const FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC','WenQuanYi Zen Hei',sans-serif";
const RINGS = { used: "#1b8a5a", sold: "#7fc8a0", disposed: "#5a5a5a", stays: "#d2d2d2" };

function Picture(map) {
  const pane = map.createPane("symbiosis");
  pane.style.zIndex = 450;
  const root = svg("svg", { class: "picture", width: 1, height: 1 }, pane);
  const layers = {};
  for (const layer of ["grid", "sites", "mains", "leaders", "arrows", "plants", "labels", "frame"]) layers[layer] = svg("g", { class: layer }, root);
  const picture = { map, root, layers, arrows: shown.arrows, shown: [], most: 0, onPlant: null, onArrow: null, onMain: null, onSite: null };
  picture.most = Math.max(0, ...years.flatMap((year) => year.arrows.slice(0, 1)).map((item) => item.dry));
  picture.steps = thresholds(picture.most);
  picture.step = readable(picture.arrows, picture.steps, 100);
  // The more arrows share the room, the thinner the widest.
  const many = picture.arrows.filter((item) => item.dry >= picture.steps[picture.step]).length;
  picture.widest = Math.max(7, Math.min(12.7, 12.7 * Math.sqrt(30 / Math.max(many, 1))));
  return picture;
}

function arrowWidth(picture, dry) {
  return 1.3 + picture.widest * Math.sqrt(dry / (picture.most || 1));
}

// Plants that cover each other are pushed apart a little; a thin leader shows the true place.
function spread(picture) {
  const all = [...plants.values()];
  for (const plant of all) {
    const p = picture.map.latLngToLayerPoint([plant.lat, plant.lon]);
    plant.true = p;
    plant.at = { x: p.x, y: p.y };
  }
  const cell = 2 * Math.max(1, ...all.map((plant) => plant.radius)) + 4;
  for (let turn = 0; turn < 40; turn++) {
    let moved = false;
    const grid = groups(all, (p) => Math.floor(p.at.x / cell) + ":" + Math.floor(p.at.y / cell));
    for (const plant of all) {
      const cx = Math.floor(plant.at.x / cell), cy = Math.floor(plant.at.y / cell);
      for (let i = -1; i <= 1; i++) for (let j = -1; j <= 1; j++) for (const other of grid.get(cx + i + ":" + (cy + j)) || []) {
        if (other.id > plant.id && push(plant, other)) moved = true;
      }
    }
    if (!moved) break;
  }
}

function push(a, b) {
  let dx = b.at.x - a.at.x, dy = b.at.y - a.at.y, apart = Math.hypot(dx, dy);
  const wanted = a.radius + b.radius + 3;
  if (apart >= wanted) return false;
  if (apart < 0.01) [dx, dy, apart] = [0.8, 0.6, 1];
  const step = (wanted - apart + 0.1) / 2;
  a.at.x -= (dx / apart) * step;
  a.at.y -= (dy / apart) * step;
  b.at.x += (dx / apart) * step;
  b.at.y += (dy / apart) * step;
  return true;
}

// Arrows that share both ends run side by side, the widest on the inside of the bend.
function lanes(picture) {
  const visible = new Set(picture.shown);
  for (const lane of new Set(picture.shown.map((item) => item.lane))) {
    const beside = lane.filter((item) => visible.has(item));
    const room = beside.map((item) => 0.9 * (arrowWidth(picture, item.dry) + 3.4));
    let at = -room.reduce((sum, wide) => sum + wide, 0) / 2;
    beside.forEach((item, i) => {
      item.shift = at + room[i] / 2;
      at += room[i];
    });
  }
}

function arrowPoints(item) {
  const a = item.from.at, b = item.to.at, far = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const sx = (item.shift * (b.y - a.y)) / far, sy = (-item.shift * (b.x - a.x)) / far;
  const rim = (radius) => Math.sqrt(Math.max(0, radius * radius - item.shift * item.shift));
  return curve({ x: a.x + sx, y: a.y + sy }, { x: b.x + sx, y: b.y + sy }, 0.14, rim(item.from.radius) + 1, rim(item.to.radius) + 2);
}

function drawArrows(picture, wanted) {
  picture.layers.arrows.textContent = "";
  picture.shown = picture.arrows.filter(wanted);
  lanes(picture);
  for (const item of picture.shown) {
    item.points = arrowPoints(item);
    const outline = arrow(item.points, arrowWidth(picture, item.dry), item.fate === "disposal");
    const path = svg("path", { d: outline, fill: colourOf(item.family), class: "arrow" }, picture.layers.arrows);
    path.dataset.from = item.from.id;
    path.dataset.to = item.to.id;
    path.dataset.family = item.family;
    path.dataset.fate = item.fate;
    picture.onArrow(path, item);
  }
}

function drawPlants(picture) {
  const { leaders, plants: layer } = picture.layers;
  leaders.textContent = layer.textContent = "";
  const order = [...plants.values()].sort((a, b) => b.radius - a.radius);
  for (const plant of order) {
    const { x, y } = plant.at;
    if (Math.hypot(x - plant.true.x, y - plant.true.y) > 4) {
      svg("path", { d: `M${plant.true.x},${plant.true.y}L${x},${y}`, class: "leader" }, leaders);
      svg("circle", { cx: plant.true.x, cy: plant.true.y, r: 1.5, class: "true" }, leaders);
    }
    const group = svg("g", { class: plant.busy ? "plant" : "plant quiet" }, layer);
    group.dataset.plant = plant.id;
    symbol(group, plant, x, y);
    picture.onPlant(group, plant);
  }
}

function symbol(group, plant, x, y) {
  const [colour, shape] = kindShape(plant.kind);
  if (plant.balance.spare > 0) svg("circle", { cx: x, cy: y, r: plant.radius + 3, class: "spare" }, group);
  svg("circle", { cx: x, cy: y, r: plant.radius, class: "disc" }, group);
  if (plant.ring) {
    let share = 0;
    for (const [key, amount] of plant.balance.parts) {
      const part = amount / plant.balance.sum;
      if (part > 0.0005) svg("path", { d: ringPart(x, y, plant.inner * 1.35, plant.radius, share, share + part), fill: RINGS[key] }, group);
      share += part;
    }
    svg("circle", { cx: x, cy: y, r: plant.radius, class: "rim" }, group);
  }
  svg("path", { d: shape(x, y, plant.inner), fill: colour, class: plant.exact ? "kind" : "kind rough" }, group);
  if (plant.built.length) newMark(group, x + 0.72 * plant.radius + 2, y - 0.72 * plant.radius - 2, plant.built.some((line) => line.year === shown.year));
}

// Labels go to the emptiest of eight places beside their plant, the largest plants first; those without room wait
// for a closer look.
function drawLabels(picture) {
  const layer = picture.layers.labels;
  layer.textContent = "";
  const taken = [...plants.values()].map((p) => [p.at.x - p.radius, p.at.y - p.radius, p.at.x + p.radius, p.at.y + p.radius]);
  const lines = new Set();
  for (const item of picture.shown) for (const p of item.points) lines.add(Math.floor(p[0] / 8) + ":" + Math.floor(p[1] / 8));
  const size = picture.map.getSize(), corner = picture.map.containerPointToLayerPoint([0, 0]);
  const view = [corner.x + 2, corner.y + 16, corner.x + size.x - 2, corner.y + size.y - 2];
  // The corners belong to the zoom buttons, the north arrow and the scale bar.
  const corners = [[0, 0, 50, 82], [size.x - 48, 0, size.x, 52], [0, size.y - 36, 130, size.y]];
  for (const c of corners) taken.push([corner.x + c[0], corner.y + c[1], corner.x + c[2], corner.y + c[3]]);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = "12px " + FONT;
  const weight = (p) => p.balance.sum + total(p.facilities, "load_t");
  for (const plant of [...plants.values()].sort((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1))) {
    let text = shorten(name(plant.name), pen, 170);
    let box = emptiest(plant, pen.measureText(text).width, taken, lines, view);
    if (box && within(plant.at, view) && !(box[0] > view[0] && box[2] < view[2])) {
      // At the edge a shorter name says more than one that is cut by the frame.
      const brief = shorten(text, pen, Math.min(view[2] - box[0], box[2] - view[0]) - 1);
      const kept = emptiest(plant, pen.measureText(brief).width, taken, lines, view);
      if (kept && kept[0] > view[0] && kept[2] < view[2]) [text, box] = [brief, kept];
    }
    if (!box) continue;
    taken.push(box);
    svg("text", { x: box[0], y: box[1] + 11.5 }, layer).textContent = text;
  }
}

function emptiest(plant, w, taken, lines, view) {
  const r = plant.radius + 3, d = 0.75 * r, { x, y } = plant.at;
  const places = [[r, -7], [-r - w, -7], [d, -d - 12], [d, d - 2], [-d - w, -d - 12], [-d - w, d - 2], [-w / 2, r - 1], [-w / 2, -r - 14]];
  let best = null, least = Infinity;
  for (const [dx, dy] of places) {
    const box = [x + dx, y + dy, x + dx + w, y + dy + 14];
    if (taken.some((t) => t[0] < box[2] && box[0] < t[2] && t[1] < box[3] && box[1] < t[3])) continue;
    const inside = box[0] > view[0] && box[1] > view[1] && box[2] < view[2] && box[3] < view[3];
    const cost = crossed(box, lines) + (inside ? 0 : 1000);
    if (cost < least) [best, least] = [box, cost];
    if (cost === 0) break;
  }
  return best;
}

function crossed(box, lines) {
  let count = 0;
  for (let i = Math.floor(box[0] / 8); i <= Math.floor(box[2] / 8); i++) {
    for (let j = Math.floor(box[1] / 8); j <= Math.floor(box[3] / 8); j++) count += lines.has(i + ":" + j);
  }
  return count;
}

function within(at, view) {
  return at.x > view[0] && at.x < view[2] && at.y > view[1] && at.y < view[3];
}

function shorten(text, pen, most) {
  const letters = [...text];
  if (pen.measureText(text).width <= most) return text;
  while (letters.length > 1 && pen.measureText(letters.join("") + "…").width > most) letters.pop();
  return letters.join("").trim() + "…";
}

// Meridians and parallels in round steps, about six across the view.
function drawGrid(picture) {
  const { grid, frame } = picture.layers, map = picture.map;
  grid.textContent = frame.textContent = "";
  const bounds = map.getBounds(), size = map.getSize();
  const wide = bounds.getEast() - bounds.getWest();
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30].find((s) => wide / s <= 8) || 45;
  const corner = map.containerPointToLayerPoint([0, 0]), end = map.containerPointToLayerPoint([size.x, size.y]);
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const write = (x, y, value, suffix, anchor) => {
    const text = svg("text", { x, y, "text-anchor": anchor }, frame);
    text.textContent = Math.abs(value).toFixed(places) + "°" + suffix;
  };
  for (let lon = Math.ceil(bounds.getWest() / step) * step; lon <= bounds.getEast(); lon += step) {
    const x = map.latLngToLayerPoint([bounds.getCenter().lat, lon]).x;
    svg("path", { d: `M${x},${corner.y - 400}V${end.y + 400}` }, grid);
    if (x > corner.x + 60 && x < end.x - 60) write(x, corner.y + 13, lon, lon < 0 ? "W" : "E", "middle");
  }
  for (let lat = Math.ceil(bounds.getSouth() / step) * step; lat <= bounds.getNorth(); lat += step) {
    const y = map.latLngToLayerPoint([lat, bounds.getCenter().lng]).y;
    svg("path", { d: `M${corner.x - 400},${y}H${end.x + 400}` }, grid);
    if (y > corner.y + 60 && y < end.y - 30) write(end.x - 4, y - 3, lat, lat < 0 ? "S" : "N", "end");
  }
}
