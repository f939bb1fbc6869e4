"""Starts learner code and the measuring of models in closed processes; knows no marks."""
