// Lets node find modules by the plain names of the pages' import map: "device/rules" is static/device/rules.js.
import { register } from "node:module";

const root = new URL("../../static/", import.meta.url).href;
const hook = `export async function resolve(name, context, next) {
  const plain = /^[a-z]+\\/[a-z_-]+(\\/[a-z_-]+)*$/.test(name);
  return next(plain ? ${JSON.stringify(root)} + name + ".js" : name, context);
}
export async function load(url, context, next) {
  return next(url, url.startsWith(${JSON.stringify(root)}) ? { ...context, format: "module" } : context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
