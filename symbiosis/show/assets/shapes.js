// Shapes as SVG path data, all in pixels.
const SVG = "http://www.w3.org/2000/svg";

function svg(tag, attributes, parent) {
  const element = document.createElementNS(SVG, tag);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (parent) parent.appendChild(element);
  return element;
}

function polygon(points) {
  return "M" + points.map((p) => p[0].toFixed(1) + "," + p[1].toFixed(1)).join("L") + "Z";
}

function regular(x, y, r, sides, turn) {
  const points = [];
  for (let i = 0; i < sides; i++) {
    const angle = turn + (2 * Math.PI * i) / sides;
    points.push([x + r * Math.cos(angle), y + r * Math.sin(angle)]);
  }
  return polygon(points);
}

function star(x, y, r) {
  const points = [];
  for (let i = 0; i < 10; i++) {
    const radius = i % 2 ? 0.45 * r : r;
    const angle = -Math.PI / 2 + (Math.PI * i) / 5;
    points.push([x + radius * Math.cos(angle), y + radius * Math.sin(angle)]);
  }
  return polygon(points);
}

function plus(x, y, r) {
  const a = 0.36 * r;
  return polygon([[-a, -r], [a, -r], [a, -a], [r, -a], [r, a], [a, a], [a, r], [-a, r], [-a, a], [-r, a], [-r, -a], [-a, -a]]
    .map((p) => [x + p[0], y + p[1]]));
}

const UP = -Math.PI / 2;
// One shape a kind; the colour only says which group of trades it belongs to.
const KINDS = {
  alumina_refinery: ["#1f3b63", (x, y, r) => regular(x, y, r, 24, 0)],
  aluminium_smelter: ["#1f3b63", (x, y, r) => regular(x, y, 1.2 * r, 4, Math.PI / 4)],
  secondary_aluminium: ["#1f3b63", (x, y, r) => regular(x, y, 1.2 * r, 4, 0)],
  steel: ["#4d5660", (x, y, r) => regular(x, y, 1.1 * r, 6, 0)],
  coal_power: ["#4d5660", (x, y, r) => regular(x, y, 1.1 * r, 5, UP)],
  cement: ["#8a5220", (x, y, r) => regular(x, y, 1.25 * r, 3, UP)],
  brick: ["#8a5220", (x, y, r) => polygon([[x - 1.2 * r, y - 0.65 * r], [x + 1.2 * r, y - 0.65 * r], [x + 1.2 * r, y + 0.65 * r], [x - 1.2 * r, y + 0.65 * r]])],
  road: ["#8a5220", (x, y, r) => polygon([[x - 0.5 * r, y - r], [x + 0.5 * r, y - r], [x + 1.1 * r, y + r], [x - 1.1 * r, y + r]])],
  mine: ["#5b4a7a", (x, y, r) => regular(x, y, 1.25 * r, 3, -UP)],
  treatment: ["#5b4a7a", (x, y, r) => plus(x, y, 1.1 * r)],
  landfill: ["#5b4a7a", (x, y, r) => polygon([[x - 1.3 * r, y + 0.7 * r], [x - 0.6 * r, y - 0.7 * r], [x + 0.6 * r, y - 0.7 * r], [x + 1.3 * r, y + 0.7 * r]])],
  market: ["#2f6f4f", (x, y, r) => star(x, y, 1.3 * r)],
  other: ["#6b6b6b", (x, y, r) => regular(x, y, 0.9 * r, 8, Math.PI / 8)],
};

function kindShape(kind) {
  return KINDS[kind] || KINDS.other;
}

// Part of a ring between two shares of the full turn, clockwise from the top.
function ringPart(x, y, inner, outer, from, to) {
  if (to - from > 0.999) return ringPart(x, y, inner, outer, 0, 0.5) + ringPart(x, y, inner, outer, 0.5, 1);
  const sweep = to - from;
  const at = (r, share) => {
    const angle = 2 * Math.PI * share - Math.PI / 2;
    return (x + r * Math.cos(angle)).toFixed(2) + "," + (y + r * Math.sin(angle)).toFixed(2);
  };
  const large = sweep > 0.5 ? 1 : 0;
  return `M${at(outer, from)}A${outer},${outer} 0 ${large} 1 ${at(outer, from + sweep)}L${at(inner, from + sweep)}` +
    `A${inner},${inner} 0 ${large} 0 ${at(inner, from)}Z`;
}

// Points along a quadratic curve from a to b that bulges to the left by `bend` of its length,
// cut off at the rims of the two plants.
function curve(a, b, bend, trimA, trimB) {
  const dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy);
  if (length <= trimA + trimB + 3) return [];
  const cx = (a.x + b.x) / 2 + bend * dy, cy = (a.y + b.y) / 2 - bend * dx;
  const at = (t) => [
    (1 - t) * (1 - t) * a.x + 2 * (1 - t) * t * cx + t * t * b.x,
    (1 - t) * (1 - t) * a.y + 2 * (1 - t) * t * cy + t * t * b.y,
  ];
  const rim = (end, inside, outside, trim) => {
    for (let i = 0; i < 20; i++) {
      const t = (inside + outside) / 2, p = at(t);
      if (Math.hypot(p[0] - end.x, p[1] - end.y) < trim) inside = t;
      else outside = t;
    }
    return outside;
  };
  const start = rim(a, 0, 0.5, trimA), stop = rim(b, 1, 0.5, trimB);
  const steps = Math.max(8, Math.min(40, Math.round(length / 8)));
  return Array.from({ length: steps + 1 }, (_, i) => at(start + ((stop - start) * i) / steps));
}

// An arrow as one closed outline (shaft, or its dashes, and head), so that 3,000 of them are 3,000 elements.
function arrow(points, width, dashed) {
  if (points.length < 2) return "";
  const along = [0];
  for (let i = 1; i < points.length; i++) {
    along.push(along[i - 1] + Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]));
  }
  const total = along[along.length - 1];
  const head = Math.min(5 + 1.5 * width, 0.6 * total), wing = Math.min(2.6 + 0.85 * width, 0.9 * head);
  const place = (s) => {
    let i = 1;
    while (i < along.length - 1 && along[i] < s) i++;
    const f = (s - along[i - 1]) / (along[i] - along[i - 1] || 1);
    const p = points[i - 1], q = points[i], d = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1;
    return { x: p[0] + f * (q[0] - p[0]), y: p[1] + f * (q[1] - p[1]), nx: (q[1] - p[1]) / d, ny: (p[0] - q[0]) / d };
  };
  const side = (p, r) => [p.x + r * p.nx, p.y + r * p.ny];
  const strip = (from, to) => {
    const left = [], right = [], steps = Math.max(1, Math.ceil((to - from) / 8));
    for (let i = 0; i <= steps; i++) {
      const p = place(from + ((to - from) * i) / steps);
      left.push(side(p, width / 2));
      right.unshift(side(p, -width / 2));
    }
    return [left, right];
  };
  const neck = total - head, base = place(neck), tip = points[points.length - 1];
  if (!dashed) {
    const [left, right] = strip(0, neck);
    return polygon([...left, side(base, wing), tip, side(base, -wing), ...right]);
  }
  const dash = 5 + 1.2 * width, parts = [];
  for (let s = 0; s < neck - 1; s += 1.7 * dash) parts.push(polygon([].concat(...strip(s, Math.min(s + dash, neck)))));
  parts.push(polygon([side(base, wing), tip, side(base, -wing)]));
  return parts.join("");
}
