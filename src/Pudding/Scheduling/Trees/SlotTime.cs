namespace Pudding.Scheduling.Trees;

/// <summary>Slot time divided by weight, as integers: microseconds of slot time of a tenant of weight 1. Sums may wrap around; compare by
/// <see cref="IsBefore"/>, which is exact while the values compared lie less than 292,000 slot-years apart.</summary>
internal static class SlotTime
{
    private const int FractionBits = 32;

    private const int WeightBits = 16;

    private const double MicrosecondsPerTick = 0.1;

    /// <summary>What a weight is turned into once, so that weighing is a multiplication.</summary>
    public static long InverseWeight(double weight) => (long)Math.Round(MicrosecondsPerTick * (1L << FractionBits) / weight);

    public static long Weigh(long ticks, long inverseWeight)
    {
        var high = Math.BigMul(ticks, inverseWeight, out var low);
        return (high << (64 - FractionBits)) | (long)((ulong)low >> FractionBits);
    }

    /// <summary>A weight as an integer, so that sums of weights are exact.</summary>
    public static int FixedWeight(double weight) => (int)Math.Round(weight * (1 << WeightBits));

    /// <summary>Slot time spread over a sum of weights, with fractions of microseconds.</summary>
    public static double Spread(long ticks, long fixedWeights) => ticks * (MicrosecondsPerTick * (1 << WeightBits)) / fixedWeights;

    public static bool IsBefore(long left, long right) => unchecked(left - right) < 0;

    public static long Min(long left, long right) => IsBefore(left, right) ? left : right;

    public static long Max(long left, long right) => IsBefore(left, right) ? right : left;
}
