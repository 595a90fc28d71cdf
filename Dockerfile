# Halfterm in a container: not root, nothing of it writable but /data and /backups, no port open to others.
FROM python:3.11-slim-trixie AS build
COPY requirements.txt /
RUN python -m venv /venv \
    && /venv/bin/pip install --require-hashes --no-cache-dir --no-input --disable-pip-version-check -r /requirements.txt

FROM python:3.11-slim-trixie
# pg_dump for backups: trixie has that of PostgreSQL 17, which compose.yaml runs.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin halfterm \
    && install -d -m 700 -o halfterm -g halfterm /data /backups
WORKDIR /app
COPY --from=build /venv /venv
COPY manifest.yml ./
COPY bot bot
COPY handlers handlers
COPY models models
RUN /venv/bin/python -m compileall -q bot handlers models
USER halfterm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HALFTERM_MODE=slack \
    HALFTERM_VAR=/data \
    HALFTERM_LOG_FORMAT=json \
    HALFTERM_HEALTH_PORT=9464
VOLUME ["/data", "/backups"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:9464/healthz', timeout=3)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
