//! KPIs of delivery and stock.

use super::kpis;
use crate::kpi::{bound, delivery, stock};

kpis! {
    /// KPIs of delivery and stock, in the order of reports.
    DELIVERY:
    "delivery-cost", "Cost of delivery", Money, LowIsGood, [DeliveryCost],
        "pay, tools and hiring of the people of all pools, overtime and contractors, and the cost of stock";
    "stock-cost", "Cost of stock", Money, LowIsGood, [stock::cost: HoldingCost, OrderCost],
        "cost of holding stock + cost of orders beside the goods; part of the cost of delivery";
    "delivered", "Value delivered", Money, HighIsGood, [delivery::delivered: Delivered, DeliveredLate],
        "value of orders delivered, in time or late, whenever they were signed; none of a plan in which nothing has to be delivered";
    "order-backlog", "Backlog of orders", Money, LowIsGood, [OrderBacklog],
        "value of what is sold and neither delivered nor cancelled at the end";
    "orders-delivered", "Orders delivered", Count, HighIsGood, [OrdersDelivered], "orders delivered";
    "orders-cancelled", "Orders cancelled", Count, LowIsGood, [OrdersCancelled], "orders cancelled before they were delivered";
    "time-to-deliver", "Time to deliver", Months, LowIsGood, [DeliveryTime / OrdersDelivered],
        "time from signature to delivery / orders delivered";
    "on-time", "Delivered in time", Share, HighIsGood, [delivery::on_time: OrdersDelivered, OrdersLate],
        "(orders delivered - of these, later than promised) / orders delivered; what is overdue and not delivered is in the backlog";
    "fill-rate", "Fill rate of stock", Share, HighIsGood, [stock::fill_rate: UnitsWanted, UnitsShort],
        "units shipped at once / units asked for, those of lost sales among them";
    "lost-for-stock", "Lost for want of stock", Money, LowIsGood, [LostForStock],
        "value of deals that could not be won because there was not enough in stock";
    "stock-value", "Value of stock", Money, LowIsGood, [StockValue], "units in stock at the end x cost of a unit";
    "stock-turns", "Stock turns a year", Factor, HighIsGood, [stock::turns: GoodsShipped, StockValue],
        "goods shipped at cost, x 12 / months / value of stock at the ends of the months, on average";
    "bound-by-stock", "Months bound by stock", Share, LowIsGood, [bound::by_stock: StockBound],
        "months in which 1 % of an item's units could not be shipped at once, or orders waited at the end / months simulated";
    "bound-by-supply", "Months bound by supply", Share, LowIsGood, [bound::by_supply: SupplyBound],
        "months in which customers missed 1 % of the hours they needed of a pool, or 95 % of its hours were used and orders waited at the end / months simulated";
    "pool-use", "Hours of pools used", Share, Neutral, [delivery::pool_use: OrderHours, CustomerHours, CustomerHoursMissed, PoolHours],
        "(hours worked on orders + hours given to customers) / hours of the pools";
    "customers-served", "Hours customers got", Share, HighIsGood, [delivery::customers_served: CustomerHours, CustomerHoursMissed],
        "(hours that customers needed - hours that nobody had) / hours that customers needed";
}
