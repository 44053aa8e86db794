"""Django's entry for pod."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

POSITIONS = ("lastmile/positions.js", "lastmile/position-batches.js", "lastmile/position-store.js")


class PodConfig(AppConfig):
    """Electronic proof of delivery, the driver's phone, tracking, messages."""

    name = "pod"
    verbose_name = _("Proof of delivery")

    def ready(self) -> None:
        """Tell the foundation which pages there are and who may watch what."""
        from accounts import offline
        from core import live, navigation
        from lastmile.services import evidence
        from pod import handlers  # noqa: F401 - registers them
        from pod.commands import routes, stops
        from pod.queries.access import may_watch
        from pod.queries.requirements import judge
        from pod.services.policies import write_rules_after_migrate

        offline.keep("DRIVER", files=["pod/driver/", "css/pod/driver.css", *POSITIONS], pages=["/driver/"])
        evidence.require_evidence(judge)
        stops.register()
        routes.register()
        post_migrate.connect(write_rules_after_migrate, dispatch_uid="pod.rules")

        live.register("messages", may_watch)
        live.register("tracking", may_watch)
        navigation.register(
            navigation.Entry(
                section=_("Deliveries"),
                label=_("Proofs"),
                hint=_("What shows each visit to a door, to look at and to take along."),
                url_name="pod:proofs-of-day",
                icon="shield-check",
                permission="pod.view_proofs",
                order=365,
            )
        )
        navigation.register(
            navigation.Entry(
                section=_("Deliveries"),
                label=_("Messages"),
                hint=_("What recipients were told, and what could not be sent."),
                url_name="pod:messages",
                icon="mail",
                permission="lastmile.view_orders",
                order=370,
            )
        )
