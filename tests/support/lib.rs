//! What the tests share: the error budget of the statistical suite.
