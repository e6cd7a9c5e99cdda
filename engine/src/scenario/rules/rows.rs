//! What the rows of a table of numbers stand for, and where each lies along the dimensions.

use crate::dimensions::{Dimensions, Named};
use crate::scenario::number::Dimension;

/// What the rows of a field stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// There is one row for everything.
    One,
    /// Segments.
    Segment,
    /// Pairs of segment and region.
    Market,
    /// Classes of deals: segment, region, source and product.
    Class,
    /// Roles.
    Role,
}

impl Rows {
    /// Number of rows.
    pub(super) fn count(self, dimensions: &Dimensions) -> usize {
        match self {
            Self::One => 1,
            Self::Segment => dimensions.segments.len(),
            Self::Market => dimensions.n_markets(),
            Self::Class => dimensions.n_classes(),
            Self::Role => dimensions.roles.len(),
        }
    }

    /// The dimensions along which rows differ.
    pub(super) fn along(self) -> &'static [Dimension] {
        match self {
            Self::One => &[],
            Self::Segment => &[Dimension::Segment],
            Self::Market => &[Dimension::Segment, Dimension::Region],
            Self::Class => &[
                Dimension::Segment,
                Dimension::Region,
                Dimension::Source,
                Dimension::Product,
            ],
            Self::Role => &[Dimension::Role],
        }
    }

    /// The member of a dimension that a row belongs to; `None` if rows do not differ along it.
    pub(super) fn member(
        self,
        dimensions: &Dimensions,
        row: usize,
        by: Dimension,
    ) -> Option<usize> {
        let n_regions = dimensions.regions.len();
        match (self, by) {
            (Self::Segment, Dimension::Segment) | (Self::Role, Dimension::Role) => Some(row),
            (Self::Market, Dimension::Segment) => Some(row / n_regions),
            (Self::Market, Dimension::Region) => Some(row % n_regions),
            (Self::Class, Dimension::Segment) => Some(dimensions.class_at(row).segment),
            (Self::Class, Dimension::Region) => Some(dimensions.class_at(row).region),
            (Self::Class, Dimension::Source) => Some(dimensions.class_at(row).source),
            (Self::Class, Dimension::Product) => Some(dimensions.class_at(row).product),
            _ => None,
        }
    }
}

/// The members of a dimension.
pub(super) fn members(dimensions: &Dimensions, by: Dimension) -> &[Named] {
    match by {
        Dimension::Segment => &dimensions.segments,
        Dimension::Region => &dimensions.regions,
        Dimension::Product => &dimensions.products,
        Dimension::Source => &dimensions.sources,
        Dimension::Stage => &dimensions.stages,
        Dimension::Role => &dimensions.roles,
    }
}

/// The index of an id among named things.
pub(super) fn position(members: &[Named], id: &str) -> Option<usize> {
    members.iter().position(|member| member.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::stream::EntityKey;

    fn named(ids: &[&str]) -> Vec<Named> {
        ids.iter()
            .map(|id| Named {
                id: (*id).into(),
                name: (*id).into(),
                key: EntityKey::of("test", id),
            })
            .collect()
    }

    #[test]
    fn every_row_knows_its_members() {
        let dimensions = Dimensions {
            segments: named(&["a", "b"]),
            regions: named(&["x", "y", "z"]),
            products: named(&["p", "q"]),
            sources: named(&["s"]),
            stages: named(&["first"]),
            roles: named(&["ae"]),
            territories: Vec::new(),
        };
        let market = dimensions.market(1, 2);
        assert_eq!(
            Rows::Market.member(&dimensions, market, Dimension::Segment),
            Some(1)
        );
        assert_eq!(
            Rows::Market.member(&dimensions, market, Dimension::Region),
            Some(2)
        );
        assert_eq!(
            Rows::Market.member(&dimensions, market, Dimension::Product),
            None
        );
        assert_eq!(Rows::Class.count(&dimensions), 12);
        for row in 0..12 {
            let class = dimensions.class_at(row);
            assert_eq!(
                Rows::Class.member(&dimensions, row, Dimension::Product),
                Some(class.product)
            );
            assert_eq!(
                Rows::Class.member(&dimensions, row, Dimension::Region),
                Some(class.region)
            );
        }
    }
}
