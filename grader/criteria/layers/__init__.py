"""Arithmetic of layers: shapes, parameters, multiply-adds and receptive fields; pure."""
