"""Layouts of deliveries as data: one TOML file each; `pipelines.ingest.layout` loads and checks them."""
