//! Along which lines a plan is cut: segments, regions, products, sources, stages, roles, territories.

use crate::kernel::stream::EntityKey;

/// Something with an id in the files, a name in the reports and a key in the random numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Id in the scenario's files.
    pub id: String,
    /// Name shown in reports.
    pub name: String,
    /// Key of its random numbers: a hash of its kind and id.
    pub key: EntityKey,
}

/// The members of each dimension. Sorted by id, so that the order in a file changes no result; stages are in the
/// order in which a deal passes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimensions {
    /// Segments.
    pub segments: Vec<Named>,
    /// Regions.
    pub regions: Vec<Named>,
    /// Products.
    pub products: Vec<Named>,
    /// Lead sources.
    pub sources: Vec<Named>,
    /// Stages, in order.
    pub stages: Vec<Named>,
    /// Roles.
    pub roles: Vec<Named>,
    /// Territories.
    pub territories: Vec<Named>,
}

impl Dimensions {
    /// Number of markets: pairs of segment and region.
    #[must_use]
    pub fn n_markets(&self) -> usize {
        self.segments.len() * self.regions.len()
    }

    /// Number of deal classes: combinations of segment, region, source and product.
    #[must_use]
    pub fn n_classes(&self) -> usize {
        self.n_markets() * self.sources.len() * self.products.len()
    }

    /// Index of a market.
    #[must_use]
    pub fn market(&self, segment: usize, region: usize) -> usize {
        segment * self.regions.len() + region
    }

    /// Index of the class of a deal.
    #[must_use]
    pub fn class(&self, class: DealClass) -> usize {
        let market = self.market(class.segment, class.region);
        (market * self.sources.len() + class.source) * self.products.len() + class.product
    }

    /// Market of the deal class with an index.
    #[must_use]
    pub fn market_of(&self, class: usize) -> usize {
        class / (self.sources.len() * self.products.len())
    }

    /// The deal class with an index.
    #[must_use]
    pub fn class_at(&self, ix: usize) -> DealClass {
        let (rest, product) = (ix / self.products.len(), ix % self.products.len());
        let (market, source) = (rest / self.sources.len(), rest % self.sources.len());
        let (segment, region) = (market / self.regions.len(), market % self.regions.len());
        DealClass {
            segment,
            region,
            source,
            product,
        }
    }
}

/// What the numbers of a deal may depend on; indices into [`Dimensions`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DealClass {
    /// Segment.
    pub segment: usize,
    /// Region.
    pub region: usize,
    /// Lead source.
    pub source: usize,
    /// Product.
    pub product: usize,
}
