"""What the doors share at which a paired scanner of the floor reads what there is to do."""

from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.device_sign_in import DeviceAuthentication, device_of
from accounts.states import DeviceScope
from core.rest.permissions import can


class FloorScanner(BasePermission):
    """A device that was paired for the floor; a driver's phone has no business here."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the device that signed in is one."""
        return device_of(request).scope == DeviceScope.FLOOR


class ScannerView(APIView):
    """A read by a scanner whose person holds `permission`; what is done goes to the intake of devices."""

    authentication_classes = (DeviceAuthentication,)
    permission = ""

    def get_permissions(self) -> list[BasePermission]:
        """A scanner of the floor, of somebody who may."""
        return [IsAuthenticated(), FloorScanner(), can(self.permission)()]
