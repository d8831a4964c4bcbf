// Popups and hints, built from elements and text only: a name can never become markup.
function tag(kind, parent, text, cls) {
  const element = document.createElement(kind);
  if (text !== undefined) element.textContent = text;
  if (cls) element.className = cls;
  if (parent) parent.appendChild(element);
  return element;
}

function table(parent, head, lines) {
  const box = tag("table", parent), top = tag("tr", tag("thead", box)), body = tag("tbody", box);
  head.forEach((text) => tag("th", top, text));
  for (const line of lines) {
    const row = tag("tr", body, undefined, line.bad ? "bad" : undefined);
    line.cells.forEach((text) => tag("td", row, text));
  }
  return box;
}

function facts(parent, pairs) {
  const list = tag("dl", parent);
  for (const [term, text] of pairs) {
    if (text === null || text === undefined || text === "") continue;
    tag("dt", list, term);
    tag("dd", list, text);
  }
}

function heading(parent, family, text) {
  const line = tag("h3", parent);
  tag("i", line, undefined, "swatch").style.background = colourOf(family);
  tag("span", line, text);
}

function flowFacts(parent, flow) {
  const facility = facilities.get(flow.facility);
  facts(parent, [
    [label("process"), facility ? named("process", facility.process) + " (" + flow.facility + ")" : flow.facility],
    [label("fates"), label("fate_" + flow.fate)],
    [label(unitOf(flow.material) === "t" ? "dry" : "amount"), amount(flow.dry_t, flow.material) + label("per_year")],
    [label("wet"), unitOf(flow.material) === "t" ? tonnes(flow.wet_t) + label("per_year") : ""],
    [label("received"), flow.received_t < flow.dry_t ? amount(flow.received_t, flow.material) + label("per_year") : ""],
    [label("km"), kilometres(flow.km) + (flow.beyond_best ? " (" + label("beyond_best") + ")" : "")],
    [label("mode"), named("mode", flow.mode)],
    [label("freight"), money(flow.freight) + label("per_year") + perTonne(flow)],
    [label("co2"), tonnes(flow.co2_kg / 1000) + label("per_year")],
  ]);
}

function perTonne(flow) {
  return flow.dry_t > 0 ? " (" + money(flow.freight / flow.dry_t) + "/" + unitOf(flow.material) + ")" : "";
}

function standards(parent, facility) {
  const list = qualityOf.get(facility) || [];
  if (!list.length) return;
  const lines = list.map((row) => ({
    bad: row.margin < -1e-9,
    cells: [
      named("property", row.property) + (row.over ? " / " + named("property", row.over) : ""),
      number(row.value) + unit(row),
      row.sense.replace("<=", "≤").replace(">=", "≥") + " " + number(row.limit),
      number(row.margin),
    ],
  }));
  tag("h4", parent, label("quality"));
  table(parent, [label("standard"), label("value"), label("limit"), label("margin")], lines);
  const documents = [...new Set(list.map((row) => row.document).filter(Boolean))];
  if (documents.length) tag("p", parent, documents.join("; "), "small");
}

function unit(row) {
  return row.unit && row.unit !== "1" ? " " + row.unit : "";
}

function number(value) {
  return value === null ? "–" : figure(value, 4);
}

function arrowPopup(item) {
  const box = tag("div", null, undefined, "popup");
  tag("h2", box, name(item.from.name) + " → " + name(item.to.name));
  const seen = new Set();
  item.flows.slice(0, 12).forEach((flow) => {
    heading(box, item.family, named("material", flow.material) + "  " + amount(flow.dry_t, flow.material) + label("per_year"));
    flowFacts(box, flow);
    if (!seen.has(flow.facility)) standards(box, flow.facility);
    seen.add(flow.facility);
  });
  return box;
}

function plantPopup(plant) {
  const box = tag("div", null, undefined, "popup");
  tag("h2", box, name(plant.name));
  tag("p", box, [kindOf(plant), plant.owner, plant.place, plant.exact ? "" : label("place_approximate")].filter(Boolean).join(" · "), "small");
  if (plant.offers.length) {
    tag("h4", box, label("offers"));
    const lines = plant.offers.map((o) => ({
      cells: [named("material", o.material), label("kind_" + o.kind), ...[o.amount_t, o.sent_t, o.sold_t, o.stays_t].map((value) => amount(value, o.material))],
    }));
    table(box, [label("material"), "", label("amount"), label("sent"), label("sold"), label("stays")], lines);
  }
  const inside = plant.sends.filter((flow) => flow.to_plant === plant.id);
  if (inside.length) {
    tag("h4", box, label("in_plant"));
    const lines = inside.map((f) => ({ cells: [named("material", f.material), named("process", facilities.has(f.facility) ? facilities.get(f.facility).process : f.facility), label("fate_" + f.fate), amount(f.dry_t, f.material)] }));
    table(box, [label("material"), label("process"), label("fates"), label("dry")], lines);
  }
  plant.facilities.forEach((facility) => facilityPart(box, facility));
  return box;
}

function loadUnit(facility) {
  const known = data.names.process[facility.process];
  return known ? known[2] : "t";
}

function facilityPart(box, facility) {
  tag("h3", box, named("process", facility.process) + " (" + facility.facility + ")");
  const share = facility.capacity_t_a > 0 ? " (" + percent(facility.load_t / facility.capacity_t_a) + ")" : "";
  const built = builtOf.get(facility.facility);
  const fresh = built && [
    [label("new_line"), String(built.year)],
    [label("built_size"), quantity(built.size, loadUnit(facility)) + label("per_year")],
    ...invested(built),
    [label("built_area"), built.area_ha > 0 ? figure(built.area_ha, 3) + " ha" : ""],
  ];
  facts(box, [
    ...(fresh || []),
    [label("load"), facility.load_t > 0 ? quantity(facility.load_t, loadUnit(facility)) + label("per_year") + share : label("idle")],
    [label("capacity"), facility.capacity_t_a === null || built ? "" : quantity(facility.capacity_t_a, loadUnit(facility)) + label("per_year")],
  ]);
  const lines = (intakesOf.get(facility.facility) || []).filter((row) => row.intake_t > 0).map((row) => ({
    cells: [named("material", row.material), amount(row.intake_t, row.material), row.bought_t > 0 ? amount(row.bought_t, row.material) : "", unitOf(row.material) === loadUnit(facility) ? percent(row.share) : ""],
  }));
  if (lines.length) table(box, [label("intakes"), label("amount"), label("bought"), label("share")], lines);
  standards(box, facility.facility);
}

function invested(built) {
  return [[label("table_capex"), money(built.capex)], [label("annual"), money(built.annual) + label("per_year")]];
}

function hint(map) {
  const box = tag("div", map.getContainer(), undefined, "hint");
  return {
    show(event, lines) {
      box.textContent = "";
      lines.forEach((line, i) => tag(i ? "div" : "b", box, line));
      box.style.display = "block";
      const frame = map.getContainer().getBoundingClientRect();
      const x = Math.min(event.clientX - frame.left + 14, frame.width - box.offsetWidth - 6);
      const y = Math.min(event.clientY - frame.top + 14, frame.height - box.offsetHeight - 6);
      box.style.left = x + "px";
      box.style.top = y + "px";
    },
    hide() { box.style.display = "none"; },
  };
}
