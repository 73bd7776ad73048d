# One isolate with the combiner, in front of an object that is as slow as it is told to be.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", http = (), service = "main")],
);

const main :Workerd.Worker = (
  modules = [
    (name = "combiner-worker.js", esModule = embed "combiner-worker.js"),
    (name = "combiner.js", esModule = embed "combiner.js"),
  ],
  compatibilityDate = "2026-11-01",
  durableObjectNamespaces = [(className = "SlowObject", uniqueKey = "slow", enableSql = true)],
  durableObjectStorage = (inMemory = void),
  bindings = [(name = "SLOW", durableObjectNamespace = "SlowObject")],
);
