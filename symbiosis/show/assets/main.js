// Puts picture, panel and map together.
function symbiosisMap(map) {
  openYears();
  map.attributionControl.setPrefix("Leaflet");
  map.zoomControl.setPosition("topleft");
  L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
  boundary(map);
  const picture = Picture(map), tip = hint(map);
  const panel = Panel(picture, () => { drawArrows(picture, panel.shown); drawLabels(picture); panel.count(); });
  picture.onArrow = (path, item) => {
    path.addEventListener("mousemove", (event) => tip.show(event, [
      name(item.from.name) + " → " + name(item.to.name),
      name(families.get(item.family).name) + " " + quantity(item.amount, item.unit) + label("per_year") + " · " + kilometres(item.flows[0].km) + " · " + label("fate_" + item.fate),
    ]));
    path.addEventListener("mouseleave", tip.hide);
    path.addEventListener("click", (event) => open(event, arrowPopup(item)));
  };
  picture.onPlant = (group, plant) => {
    group.addEventListener("mousemove", (event) => tip.show(event, [name(plant.name), kindOf(plant)]));
    group.addEventListener("mouseenter", () => focus(picture, plant.id));
    group.addEventListener("mouseleave", () => { tip.hide(); focus(picture, null); });
    group.addEventListener("click", (event) => open(event, plantPopup(plant)));
  };
  picture.onMain = (path, main) => {
    path.addEventListener("mousemove", (event) => tip.show(event, [mainEnds(main), named("mode", main.mode) + " · " + kilometres(main.km) + " · " + main.year]));
    path.addEventListener("mouseleave", tip.hide);
    path.addEventListener("click", (event) => open(event, mainPopup(main)));
  };
  picture.onSite = (path, lines) => {
    path.addEventListener("mousemove", (event) => tip.show(event, lines()));
    path.addEventListener("mouseleave", tip.hide);
  };
  const open = (event, content) => {
    tip.hide();
    event.stopPropagation();
    const place = map.mouseEventToLatLng(event);
    L.popup({ maxWidth: 460, maxHeight: 0.6 * map.getSize().y }).setLatLng(place).setContent(content).openOn(map);
  };
  let drawn = "";
  const redraw = () => {
    const view = map.getZoom() + " " + map.getPixelOrigin() + " " + map.getSize();
    if (view === drawn) return;
    drawn = view;
    sizes(map.getSize());
    spread(picture);
    drawGrid(picture);
    drawSites(picture);
    drawMains(picture);
    drawArrows(picture, panel.shown);
    drawPlants(picture);
    drawLabels(picture);
  };
  const speak = (wanted) => {
    lang = wanted;
    map.closePopup();
    panel.write();
    drawLabels(picture);
    languages(speak);
    north.getContainer().lastChild.textContent = label("north");
  };
  chooseYear((year) => {
    map.closePopup();
    openYear(year);
    picture.arrows = year.arrows;
    panel.write();
    drawn = "";
    redraw();
    panel.count();
  });
  const north = northArrow(map);
  panel.write(); // first, because on a narrow screen the panel takes room from the map
  fit(map);
  redraw();
  speak(lang);
  map.on("zoomend viewreset resize", redraw);
  map.on("moveend", () => drawGrid(picture));
  printing(map, () => focus(picture, null));
}

function fit(map) {
  const places = [...plants.values(), ...data.receptors].map((place) => [place.lat, place.lon]);
  map.invalidateSize(false);
  const { x, y } = map.getSize(), room = { paddingTopLeft: [0.055 * x, 0.045 * y], paddingBottomRight: [0.1 * x, 0.055 * y] };
  if (places.length) map.fitBounds(places, { ...room, maxZoom: 14, animate: false });
}

function focus(picture, plant) {
  picture.root.classList.toggle("focus", plant !== null);
  for (const path of picture.layers.arrows.children) {
    path.classList.toggle("on", plant !== null && (path.dataset.from === plant || path.dataset.to === plant));
  }
}

function languages(speak) {
  const box = document.getElementById("languages");
  box.textContent = "";
  for (const [code, text] of [["zh", "中文"], ["en", "English"]]) {
    const button = tag("button", box, text, code === lang ? "on" : undefined);
    button.type = "button";
    button.lang = code;
    button.addEventListener("click", () => speak(code));
  }
}

function chooseYear(changed) {
  const select = document.getElementById("year");
  document.getElementById("years").hidden = years.length < 2;
  for (const year of years) tag("option", select, String(year.year)).selected = year === shown;
  select.addEventListener("change", () => changed(years[select.selectedIndex]));
}

function northArrow(map) {
  const control = L.control({ position: "topright" });
  control.onAdd = () => {
    const box = tag("div", null, undefined, "north");
    const picture = svg("svg", { width: 22, height: 30 }, box);
    svg("path", { d: "M11,1L19,28L11,22Z", fill: "#333" }, picture);
    svg("path", { d: "M11,1L3,28L11,22Z", fill: "#fff", stroke: "#333" }, picture);
    tag("div", box, "N");
    return box;
  };
  return control.addTo(map);
}

// The user's own boundary layer, below everything.
function boundary(map) {
  if (!data.boundary) return;
  const pane = map.createPane("boundary");
  pane.style.zIndex = 300;
  L.geoJSON(data.boundary, {
    pane,
    interactive: false,
    style: { color: "#8a8a80", weight: 1.2, fillColor: "#f3f1ea", fillOpacity: 0.9 },
    pointToLayer: (_, place) => L.circleMarker(place, { pane: "boundary", radius: 2, color: "#8a8a80" }),
  }).addTo(map);
}

// On paper the map gets its own size before the browser lays out the page.
function printing(map, calm) {
  const turn = (on) => () => {
    document.body.classList.toggle("paper", on);
    map.closePopup();
    calm();
    fit(map);
  };
  window.addEventListener("beforeprint", turn(true));
  window.addEventListener("afterprint", turn(false));
}
