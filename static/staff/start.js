// The behaviour of every staff page. Each module listens on the document, so what htmx swaps in works too.
import { startDialogs } from "staff/dialog";
import { startFileDrops } from "staff/filedrop";
import { startLive } from "staff/live";
import { startMenus } from "staff/nav";
import { startShortcuts } from "staff/shortcuts";
import { startTables } from "staff/table";
import { startTheme } from "staff/theme";
import { startToasts } from "staff/toast";

startTheme();
startMenus();
startToasts();
startTables();
startDialogs();
startFileDrops();
startShortcuts();
startLive();
document.documentElement.dataset.ready = "";
