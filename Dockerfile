# syntax=docker/dockerfile:1
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
COPY scripts/installer.lock requirements-image.lock ./
RUN pip install --no-cache-dir --require-hashes -r installer.lock \
 && uv venv /venv \
 && uv pip install --python /venv/bin/python --no-cache --require-hashes --compile-bytecode -r requirements-image.lock

FROM python:3.12-slim-bookworm
RUN useradd --system --create-home --uid 10001 waybill \
 && install -d -o waybill -g waybill /var/lib/waybill
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 WAYBILL_VAR=/var/lib/waybill STATIC_ROOT=/app/staticfiles
RUN python -m compileall -q -x 'tests/|benchmarks/' . \
 && STATIC_MANIFEST=1 python manage.py collectstatic --no-input --verbosity 0
USER 10001
VOLUME /var/lib/waybill
EXPOSE 8000
CMD ["python", "-m", "uvicorn", "config.server:application", "--lifespan", "off", "--timeout-graceful-shutdown", "1", "--no-access-log", "--no-server-header", "--host", "0.0.0.0", "--port", "8000"]
