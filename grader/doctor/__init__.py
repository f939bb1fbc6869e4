"""What a machine can do for the exercises: looked at by thin probes, judged by pure checks."""
