// The drawn map: areas, and incidents in clusters, from the node's own addresses and with the page's own colours.
import type { FeatureCollection, Point } from "geojson";
import {
  AttributionControl,
  type GeoJSONSource,
  type LngLatLike,
  Map as DrawnMap,
  type MapLayerMouseEvent,
  NavigationControl,
  Popup,
  setWorkerUrl,
  type StyleSpecification,
} from "maplibre-gl";

type Points = FeatureCollection<Point>;
type Box = [number, number, number, number];
type Texts = { label: string; open: string; cluster: string };

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

async function addStyles(address: string): Promise<void> {
  if (document.querySelector(`link[href="${address}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  const loaded = new Promise((done, failed) => {
    link.addEventListener("load", done);
    link.addEventListener("error", failed);
  });
  document.head.append(link);
  await loaded;
}

function style(areas: string, points: Points | undefined): StyleSpecification {
  const sources: StyleSpecification["sources"] = { areas: { type: "geojson", data: areas } };
  if (points) {
    sources["points"] = { type: "geojson", data: points, cluster: true, clusterRadius: 42, clusterMaxZoom: 11 };
  }
  const fonts = ["IBM Plex Sans", "Vazirmatn", "sans-serif"];
  const layers: StyleSpecification["layers"] = [
    { id: "paper", type: "background", paint: { "background-color": colour("--water") } },
    { id: "land", type: "fill", source: "areas", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ["case", ["==", ["get", "is_core"], true], colour("--bg3"), colour("--land")] } },
    { id: "edges", type: "line", source: "areas", filter: ["==", ["get", "level"], 1], paint: { "line-color": colour("--bg"), "line-width": 0.8 } },
    { id: "borders", type: "line", source: "areas", filter: ["==", ["get", "line"], "border"], paint: { "line-color": colour("--bnd"), "line-width": 1.1 } },
    { id: "disputed", type: "line", source: "areas", filter: ["==", ["get", "line"], "disputed"], paint: { "line-color": colour("--bnd"), "line-width": 1.1, "line-dasharray": [4, 3] } },
    {
      id: "names", type: "symbol", source: "areas", minzoom: 4.5, filter: ["==", ["get", "named_level"], 1],
      layout: { "text-field": ["get", "name"], "text-font": fonts, "text-size": 12, "text-max-width": 8 },
      paint: { "text-color": colour("--ink"), "text-halo-color": colour("--bg"), "text-halo-width": 1.5 },
    },
    {
      id: "states", type: "symbol", source: "areas", filter: ["==", ["get", "named_level"], 0],
      layout: { "text-field": ["get", "name"], "text-font": fonts, "text-size": 14, "text-max-width": 8, "text-letter-spacing": document.dir === "rtl" ? 0 : 0.08 },
      paint: { "text-color": colour("--ink2"), "text-halo-color": colour("--bg"), "text-halo-width": 2 },
    },
  ];
  if (points) {
    layers.push(
      {
        id: "clusters", type: "circle", source: "points", filter: ["has", "point_count"],
        paint: {
          "circle-color": colour("--c1"), "circle-stroke-color": colour("--bg"), "circle-stroke-width": 1.5,
          "circle-radius": ["step", ["get", "point_count"], 12, 10, 16, 100, 21, 1000, 27],
        },
      },
      {
        id: "counts", type: "symbol", source: "points", filter: ["has", "point_count"],
        layout: { "text-field": ["get", "point_count_abbreviated"], "text-font": fonts, "text-size": 12, "text-allow-overlap": true },
        paint: { "text-color": colour("--bg") },
      },
      {
        id: "one", type: "circle", source: "points", filter: ["!", ["has", "point_count"]],
        paint: { "circle-color": colour("--act"), "circle-radius": 6, "circle-stroke-color": colour("--bg"), "circle-stroke-width": 2 },
      },
    );
  }
  return { version: 8, sources, layers };
}

function card(properties: Record<string, unknown>, texts: Texts): HTMLElement {
  const box = document.createElement("div");
  const title = document.createElement(properties["url"] ? "a" : "b");
  title.textContent = String(properties["title"] ?? "");
  if (title instanceof HTMLAnchorElement) title.href = String(properties["url"]);
  const facts = document.createElement("p");
  facts.className = "mut";
  facts.textContent = [properties["type_label"] ?? properties["event_type"], properties["occurred_on"], properties["place_name"] ?? properties["place"]]
    .filter(Boolean).join(" · ");
  box.append(title, facts);
  box.setAttribute("aria-label", texts.open);
  return box;
}

function listen(map: DrawnMap, texts: Texts): void {
  const popup = new Popup({ maxWidth: "18rem" });
  map.on("click", "one", (event: MapLayerMouseEvent) => {
    const feature = event.features?.[0];
    if (feature?.geometry.type !== "Point") return;
    popup.setLngLat(feature.geometry.coordinates as [number, number]).setDOMContent(card(feature.properties, texts)).addTo(map);
  });
  map.on("click", "clusters", async (event: MapLayerMouseEvent) => {
    const feature = event.features?.[0];
    if (feature?.geometry.type !== "Point") return;
    const source = map.getSource("points") as GeoJSONSource;
    const zoom = await source.getClusterExpansionZoom(Number(feature.properties["cluster_id"]));
    map.easeTo({ center: feature.geometry.coordinates as LngLatLike, zoom, animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  });
  for (const layer of ["one", "clusters"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
}

const CORE: Box = [51, 33, 82, 52];

// The box of the incidents; where there are none, the core States.
function boxOf(points: Points | undefined): Box {
  const places = (points?.features ?? []).map((feature) => feature.geometry.coordinates);
  if (places.length === 0) return CORE;
  const [east, north] = [places.map((at) => at[0] ?? 0), places.map((at) => at[1] ?? 0)];
  return [Math.min(...east), Math.min(...north), Math.max(...east), Math.max(...north)];
}

async function fetched(address: string | undefined): Promise<Points | undefined> {
  if (!address) return undefined;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return (await answer.json()) as Points;
}

export async function openMap(place: HTMLElement): Promise<void> {
  const { areas = "", styles = "", worker = "", label = "", open = "", cluster = "" } = place.dataset;
  const [points] = await Promise.all([fetched(place.dataset["points"]), addStyles(styles)]);
  setWorkerUrl(new URL(worker, location.href).href);
  place.hidden = false;
  const texts: Texts = { label, open, cluster };
  const map = new DrawnMap({
    container: place,
    style: style(areas, points),
    bounds: boxOf(points),
    fitBoundsOptions: { padding: 48, maxZoom: 7 },
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    fadeDuration: 0,
    maxZoom: 13,
  });
  map.getCanvas().setAttribute("aria-label", label);
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new AttributionControl({ compact: false, customAttribution: place.dataset["credit"] ?? "" }));
  listen(map, texts);
  document.addEventListener("qaraul:theme", () => map.setStyle(style(areas, points)));
  await new Promise<void>((done, failed) => {
    map.once("render", () => done());
    map.once("error", (event) => failed(event.error));
  });
}
