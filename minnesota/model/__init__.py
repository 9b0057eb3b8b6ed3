"""The models of a case and of a protocol."""

DEFAULT_PROTOCOL = "minnesota-2016"  # here, where a command reads it without the models
