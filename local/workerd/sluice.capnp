# The local edge: the deployed bundle on raw workerd, and small workers for what Cloudflare does around it
# (static files, the edge cache, cron). Run by scripts/start; nothing here is deployed.
#
#   workerd serve local/workerd/sluice.capnp --directory-path public=… --directory-path objects=…
#     --socket-addr http=127.0.0.1:8787 --socket-addr cron=127.0.0.1:8794 --control-fd 3
#
# `embed` paths are relative to this file. The compatibility dates are wrangler.toml's, and the variables those of
# scripts/start/worker-variables.ts: sluice-capnp.test.ts holds all three together.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "assets", worker = .assets),
    (name = "cache", worker = .cache),
    (name = "cron", worker = .cron),
    (name = "public", disk = ()),
    (name = "objects", disk = (writable = true)),
    (name = "internet", network = (
      # The stand-ins are on loopback; real services (Neon, Upstash, Stripe) may replace them.
      allow = ["public", "private", "local"],
      tlsOptions = (trustBrowserCas = true),
    )),
  ],
  sockets = [
    (name = "http", http = (), service = "main"),
    (name = "cron", http = (), service = "cron"),
  ],
);

const main :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "../../dist/worker/index.js")],
  compatibilityDate = "2026-11-01",
  # The key is part of every object's id: a changed key loses every object on this machine.
  durableObjectNamespaces = [
    (className = "EventObject", uniqueKey = "sluice-EventObject", enableSql = true),
    (className = "GateObject", uniqueKey = "sluice-GateObject", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "objects"),
  cacheApiOutbound = "cache",
  bindings = [
    (name = "EVENT", durableObjectNamespace = "EventObject"),
    (name = "GATE", durableObjectNamespace = "GateObject"),
    (name = "ASSETS", service = "assets"),
    (name = "ENVIRONMENT", fromEnvironment = "ENVIRONMENT"),
    (name = "PUBLIC_URL", fromEnvironment = "PUBLIC_URL"),
    (name = "MAIL_FROM", fromEnvironment = "MAIL_FROM"),
    (name = "DATABASE_URL", fromEnvironment = "DATABASE_URL"),
    (name = "UPSTASH_REDIS_REST_URL", fromEnvironment = "UPSTASH_REDIS_REST_URL"),
    (name = "UPSTASH_REDIS_REST_TOKEN", fromEnvironment = "UPSTASH_REDIS_REST_TOKEN"),
    (name = "QSTASH_URL", fromEnvironment = "QSTASH_URL"),
    (name = "QSTASH_TOKEN", fromEnvironment = "QSTASH_TOKEN"),
    (name = "QSTASH_CURRENT_SIGNING_KEY", fromEnvironment = "QSTASH_CURRENT_SIGNING_KEY"),
    (name = "QSTASH_NEXT_SIGNING_KEY", fromEnvironment = "QSTASH_NEXT_SIGNING_KEY"),
    (name = "STRIPE_SECRET_KEY", fromEnvironment = "STRIPE_SECRET_KEY"),
    (name = "STRIPE_WEBHOOK_SECRET", fromEnvironment = "STRIPE_WEBHOOK_SECRET"),
    (name = "MAIL_API_KEY", fromEnvironment = "MAIL_API_KEY"),
    (name = "TICKET_SIGNING_KEY", fromEnvironment = "TICKET_SIGNING_KEY"),
    (name = "QUEUE_SIGNING_KEYS", fromEnvironment = "QUEUE_SIGNING_KEYS"),
    (name = "OPERATOR_KEY", fromEnvironment = "OPERATOR_KEY"),
    (name = "GATEWAY_URL", fromEnvironment = "GATEWAY_URL"),
    (name = "GATEWAY_SECRET", fromEnvironment = "GATEWAY_SECRET"),
    (name = "GATEWAY_TEAM", fromEnvironment = "GATEWAY_TEAM"),
    (name = "CIRCUIT_BREAKER_FAILURE_THRESHOLD", fromEnvironment = "CIRCUIT_BREAKER_FAILURE_THRESHOLD"),
    (name = "CIRCUIT_BREAKER_TIMEOUT_SECONDS", fromEnvironment = "CIRCUIT_BREAKER_TIMEOUT_SECONDS"),
    (name = "BEACON_URL", fromEnvironment = "BEACON_URL"),
    (name = "BEACON_CHAIN", fromEnvironment = "BEACON_CHAIN"),
    (name = "NEON_LOCAL_PROXY", fromEnvironment = "NEON_LOCAL_PROXY"),
    (name = "STRIPE_API_URL", fromEnvironment = "STRIPE_API_URL"),
    (name = "MAIL_API_URL", fromEnvironment = "MAIL_API_URL"),
  ],
);

const assets :Workerd.Worker = (
  modules = [
    (name = "assets.js", esModule = embed "assets.js"),
    (name = "static-headers.js", esModule = embed "static-headers.js"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "DISK", service = "public")],
);

const cache :Workerd.Worker = (
  modules = [(name = "cache.js", esModule = embed "cache.js")],
  compatibilityDate = "2026-11-01",
);

const cron :Workerd.Worker = (
  modules = [(name = "cron.js", esModule = embed "cron.js")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "MAIN", service = "main")],
);
