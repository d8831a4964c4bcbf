// The plan as the page sees it: rows of the tables, arrows between plants, what becomes of each plant's waste.
function rows(table) {
  const names = Object.keys(table), length = names.length ? table[names[0]].length : 0;
  return Array.from({ length }, (_, i) => Object.fromEntries(names.map((key) => [key, table[key][i]])));
}

function groups(list, key) {
  const found = new Map();
  for (const item of list) {
    const k = key(item);
    if (!found.has(k)) found.set(k, []);
    found.get(k).push(item);
  }
  return found;
}

const total = (list, key) => list.reduce((sum, item) => sum + (item[key] || 0), 0);

const families = new Map(data.families.map((family) => [family.id, family]));
const plants = new Map(data.plants.map((plant) => [plant.id, plant]));
// A page of several years holds the tables of each; those of the year that is shown are these.
const years = [data, ...data.more].sort((a, b) => a.year - b.year);
let shown = data, flows, offers, facilities, intakesOf, qualityOf, builtOf, largest = 0;

function openYear(wanted) {
  shown = wanted;
  flows = rows(wanted.flows).filter((flow) => flow.dry_t > 0);
  offers = rows(wanted.offers);
  facilities = new Map(rows(wanted.facilities).map((facility) => [facility.facility, facility]));
  intakesOf = groups(rows(wanted.intakes), (row) => row.facility);
  qualityOf = groups(rows(wanted.quality), (row) => row.facility);
  builtOf = new Map(wanted.built.map((line) => [line.facility, line]));
  prepare();
}

// All years share one scale, so that a wider arrow is more tonnes in any of them.
function openYears() {
  for (const year of years) {
    openYear(year);
    year.arrows = makeArrows();
  }
  weigh(years.flatMap((year) => year.arrows));
  for (const year of years) order(year.arrows);
  openYear(data);
}

function familyOf(material) {
  const known = data.names.material[material];
  return known ? known[2] : "";
}

function colourOf(family) {
  return families.has(family) ? families.get(family).colour : "#666666";
}

function isWaste(material) {
  const family = families.get(familyOf(material));
  return Boolean(family && family.waste);
}

function isListed(material) {
  const known = data.names.material[material];
  return Boolean(known && known[3] === "listed");
}

// One arrow gathers what one plant sends to another of one family for one fate; what stays inside the fence is no arrow.
function makeArrows() {
  const apart = flows.filter((flow) => flow.from_plant !== flow.to_plant && plants.has(flow.from_plant) && plants.has(flow.to_plant));
  const bundles = groups(apart, (flow) => [flow.from_plant, flow.to_plant, familyOf(flow.material), flow.fate].join("\u0000"));
  return [...bundles.values()].map((list) => ({
    from: plants.get(list[0].from_plant),
    to: plants.get(list[0].to_plant),
    family: familyOf(list[0].material),
    fate: list[0].fate,
    flows: list,
    unit: unitOf(list[0].material),
    amount: total(list, "dry_t"),
    listed: list.some((flow) => isListed(flow.material)),
  }));
}

// A GJ is no tonne: what is not weighed is drawn as wide as its part of the largest arrow in its own unit.
function weigh(arrows) {
  const most = (unit) => Math.max(0, ...arrows.filter((a) => a.unit === unit).map((a) => a.amount));
  const scale = new Map([...new Set(arrows.map((a) => a.unit))].map((unit) => [unit, unit === "t" ? 1 : (most("t") || 1) / most(unit)]));
  for (const arrow of arrows) arrow.dry = arrow.amount * scale.get(arrow.unit);
}

function order(arrows) {
  arrows.sort((a, b) => b.dry - a.dry);
  for (const lane of groups(arrows, (a) => a.from.id + "\u0000" + a.to.id).values()) lane.forEach((arrow) => { arrow.lane = lane; });
}

// Shares of a plant's waste: used, sold, disposed, stays; from new arisings and what its facilities make.
function balance(plant) {
  const own = plant.offers.filter((o) => isWaste(o.material));
  const fresh = own.filter((o) => o.kind === "arising" || o.kind === "made");
  const moved = plant.sends.filter((f) => isWaste(f.material));
  const spare = own.filter((o) => o.kind === "stock" || o.kind === "purchase");
  const by = (...fates) => total(moved.filter((f) => fates.includes(f.fate)), "dry_t");
  const parts = [
    ["used", by("use", "avoid", "hub")],
    ["sold", by("market") + total(fresh, "sold_t")],
    ["disposed", by("disposal")],
    ["stays", total(fresh, "stays_t")],
  ];
  return {
    arising: total(fresh.filter((o) => o.kind === "arising"), "amount_t"),
    parts,
    sum: parts.reduce((sum, part) => sum + part[1], 0),
    spare: total(spare, "stays_t"),
  };
}

function prepare() {
  const ofPlant = groups(offers, (o) => o.plant), sentFrom = groups(flows, (f) => f.from_plant);
  for (const plant of plants.values()) {
    plant.offers = ofPlant.get(plant.id) || [];
    plant.sends = sentFrom.get(plant.id) || [];
    plant.facilities = [];
    plant.built = shown.built.filter((line) => line.plant === plant.id);
    plant.balance = balance(plant);
    largest = Math.max(largest, plant.balance.arising);
  }
  for (const facility of facilities.values()) if (plants.has(facility.plant)) plants.get(facility.plant).facilities.push(facility);
  for (const plant of plants.values()) {
    plant.busy = plant.offers.length > 0 || plant.built.length > 0 || total(plant.facilities, "load_t") > 0;
    plant.ring = plant.balance.sum > 0;
    plant.size = largest > 0 ? Math.sqrt(plant.balance.arising / largest) : 0;
  }
}

// Symbols shrink where many plants share little room.
function sizes(room) {
  const crowd = Math.max(0.45, Math.min(1, Math.sqrt((room.x * room.y) / (9000 * plants.size))));
  for (const plant of plants.values()) {
    plant.inner = (plant.ring ? 4.5 + 7.5 * plant.size : 6.5) * crowd;
    plant.radius = plant.ring ? plant.inner * 1.35 + (3.5 + 4.5 * plant.size) * crowd : plant.inner * 1.35;
  }
}

// 0, 1, 2, 5, 10 ... up to the largest arrow.
function thresholds(most) {
  const steps = [0];
  for (let power = 1; power < most; power *= 10) for (const step of [1, 2, 5]) if (step * power < most) steps.push(step * power);
  return steps;
}

// The least threshold that leaves a readable picture.
function readable(arrows, steps, limit) {
  const index = steps.findIndex((step) => arrows.filter((arrow) => arrow.dry >= step).length <= limit);
  return index < 0 ? steps.length - 1 : index;
}
