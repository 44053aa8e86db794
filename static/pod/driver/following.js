// While the route is on the road the office sees where the van is; before it leaves and after it is back, not.
import { startPositions, stopPositions } from "lastmile/positions";
import { say } from "pod/driver/toast";
import { t } from "pod/driver/words";

/** Follow the route as it stands now; called at each change of the day. */
export function follow(route) {
  if (route?.status === "DEPARTED") startPositions({ route: route.id });
  else stopPositions();
}

/** A driver who does not let the phone tell where it is hears once what that means. */
export function tellWhenDenied() {
  const denied = ({ detail }) => {
    if (detail.state !== "denied") return;
    document.removeEventListener("positions:state", denied);
    say(t("place_denied"));
  };
  document.addEventListener("positions:state", denied);
}
