"""For those who write a protocol pack: is it whole, do its citations hold, what answers a step."""
