// The page of the roads: the whole map, nothing on it.
import { makeMap } from "map/basemap";

for (const element of document.querySelectorAll("[data-base-map]")) makeMap(element);
