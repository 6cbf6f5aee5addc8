# The style sheet and scripts are built in the first stage, so that what runs in production carries no Node.
FROM python:3.12-slim-bookworm AS assets
WORKDIR /app
COPY requirements-build.lock package.json package-lock.json ./
RUN python -m venv var/venv \
 && var/venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements-build.lock
COPY script/assets script/assets
COPY static static
RUN script/assets

FROM python:3.12-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/data HOST=0.0.0.0
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin workforce \
 && install -d -o workforce -g workforce -m 700 /data
WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY . .
COPY --from=assets /app/var/assets var/assets
RUN python -m compileall -q .
USER workforce
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "config/healthcheck.py"]
CMD ["gunicorn", "--config", "config/gunicorn.py", "config.wsgi"]
