//! Points on the earth, and how far apart they are.

use super::math::{asin, cos, sin, sqrt};

/// Mean radius of the earth \[km\].
const RADIUS: f64 = 6_371.008_8;

/// A point on the earth, kept as a vector of length 1 from its centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Location {
    x: f64,
    y: f64,
    z: f64,
}

impl Location {
    /// The point at a latitude of -90 to 90 and a longitude of -180 to 180 \[degrees\]; north and east are positive.
    #[must_use]
    pub fn of_degrees(latitude: f64, longitude: f64) -> Self {
        let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
        Self {
            x: cos(latitude) * cos(longitude),
            y: cos(latitude) * sin(longitude),
            z: sin(latitude),
        }
    }

    /// Distance along the great circle \[km\].
    ///
    /// `2 R asin(c / 2)` for a chord of length `c`, which keeps its precision where two points are close together.
    #[must_use]
    pub fn distance_to(self, other: Self) -> f64 {
        let (x, y, z) = (self.x - other.x, self.y - other.y, self.z - other.z);
        let half_chord = sqrt(x * x + y * y + z * z) / 2.0;
        2.0 * RADIUS * asin(half_chord.min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance((lat, lon): (f64, f64), (to_lat, to_lon): (f64, f64)) -> f64 {
        Location::of_degrees(lat, lon).distance_to(Location::of_degrees(to_lat, to_lon))
    }

    /// One degree of a great circle is 2 π R / 360 = 111.195 km, and half way round is π R = 20,015 km.
    #[test]
    fn degrees_of_a_great_circle_are_as_long_as_on_paper() {
        let degree = 2.0 * std::f64::consts::PI * RADIUS / 360.0;
        assert!((degree - 111.195).abs() < 1e-3);
        assert!((distance((0.0, 10.0), (0.0, 11.0)) - degree).abs() < 1e-9);
        assert!((distance((40.0, -70.0), (41.0, -70.0)) - degree).abs() < 1e-9);
        assert!((distance((0.0, 179.5), (0.0, -179.5)) - degree).abs() < 1e-9);
        assert!((distance((90.0, 0.0), (-90.0, 0.0)) - 180.0 * degree).abs() < 1e-6);
        assert!(distance((48.137, 11.575), (48.137, 11.575)).abs() < 1e-12);
        // A metre apart is still a metre apart.
        assert!((distance((52.0, 13.0), (52.0 + 0.001 / degree, 13.0)) - 0.001).abs() < 1e-9);
    }

    /// Berlin to Munich is 504 km as the crow flies.
    #[test]
    fn cities_are_as_far_apart_as_the_atlas_says() {
        let km = distance((52.520, 13.405), (48.137, 11.575));
        assert!((km - 504.4).abs() < 1.0, "{km}");
    }
}
