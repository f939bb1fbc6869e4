"""Code that runs inside closed processes; the only place that imports TensorFlow and Keras."""
