"""Labels reach a printer on the network, or wait for it; no page ever does."""

import socket
from datetime import timedelta
from threading import Thread

import pytest

from core.errors import BadInputError
from tests.wms.floors import floor
from tests.wms.worlds import MORNING
from wms.models import Parcel, Printer, PrintJob
from wms.services import printing
from wms.states import PrintStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcel():
    site = floor(stock=10)
    order = site.world.order(1)
    site.release(order)
    site.pick_all(order)
    site.pack(order)
    site.close(order)
    return Parcel.objects.select_related("handling_unit", "shipment__order__site").get()


def listen():
    """A printer on loopback: its port, and a function that waits for what it got."""
    server = socket.create_server(("127.0.0.1", 0))
    got = []

    def take():
        connection, _peer = server.accept()
        with connection, server:
            while part := connection.recv(65536):
                got.append(part)

    thread = Thread(target=take, daemon=True)
    thread.start()
    return server.getsockname()[1], lambda: (thread.join(10), b"".join(got))[1]


def printer(parcel, port: int) -> Printer:
    return Printer.objects.create(site=parcel.handling_unit.site, name="Bench 1", host="127.0.0.1", port=port)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_a_label_is_sent_as_zpl_and_only_once(parcel):
    port, received = listen()
    job = printing.print_label(parcel=parcel, printer=printer(parcel, port), command="1", at=MORNING)
    assert printing.work_on_job(job_id=job.pk, now=lambda: MORNING)
    content = received()
    assert content.startswith(b"^XA")
    assert content.rstrip().endswith(b"^XZ")
    job.refresh_from_db()
    assert (job.status, job.sent_at, job.attempt) == (PrintStatus.SENT, MORNING, 1)
    assert not printing.work_on_job(job_id=job.pk, now=lambda: MORNING)


def test_the_same_command_prints_once(parcel):
    bench = printer(parcel, 9100)
    jobs = {printing.print_label(parcel=parcel, printer=bench, command="1", at=MORNING).pk for _ in range(3)}
    assert len(jobs) == 1


def test_a_printer_that_is_off_is_tried_again_later_and_given_up_in_the_end(parcel):
    bench = printer(parcel, closed_port())
    job = printing.print_label(parcel=parcel, printer=bench, command="1", at=MORNING)
    waits, now = [], MORNING
    for _try in range(printing.MOST_TRIES):
        assert not printing.work_on_job(job_id=job.pk, now=lambda moment=now: moment)
        job.refresh_from_db()
        waits.append(int((job.try_at - now).total_seconds()))
        assert not printing.work_on_job(job_id=job.pk, now=lambda moment=now: moment), "not before its time"
        now = job.try_at
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300]
    assert job.status == PrintStatus.FAILED
    assert "refused" in job.failure
    port, received = listen()
    Printer.objects.update(port=port)
    printing.try_again(job_id=job.pk, at=now)
    assert printing.work_on_job(job_id=job.pk, now=lambda moment=now: moment)
    assert received().startswith(b"^XA")


def test_the_sweep_finds_what_waits_and_what_a_dead_worker_left(parcel):
    bench = printer(parcel, closed_port())
    job = printing.print_label(parcel=parcel, printer=bench, command="1", at=MORNING)
    assert printing.jobs_to_ring_for(at=MORNING) == []
    later = MORNING + timedelta(seconds=printing.RING_AFTER_SECONDS)
    assert printing.jobs_to_ring_for(at=later) == [job.pk]
    held = printing.claim(job_id=job.pk, at=later)
    assert printing.jobs_to_ring_for(at=later) == []
    assert printing.claim(job_id=job.pk, at=later) is None
    after = later + timedelta(seconds=printing.LEASE_SECONDS)
    assert printing.jobs_to_ring_for(at=after) == [job.pk]
    second = printing.claim(job_id=job.pk, at=after)
    printing.failed(claimed=held, why="too late", at=after)
    assert PrintJob.objects.get().status == PrintStatus.SENDING, "the overtaken worker changes nothing"
    printing.sent(claimed=second, at=after)
    assert PrintJob.objects.get().status == PrintStatus.SENT


def test_a_printer_of_another_site_is_refused(parcel):
    bench = printer(parcel, 9100)
    bench.site = floor(stock=0).world.site
    bench.save()
    with pytest.raises(BadInputError, match="does not print here"):
        printing.print_label(parcel=parcel, printer=bench, command="1", at=MORNING)
