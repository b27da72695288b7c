using Spectre.Console.Rendering;

namespace S3MultipartUpload.Cli.Screens;

/// <summary>
/// A message in the place of the bar, which is drawn again below. The bar is wiped out first: a message of more than one line would be
/// written over it, and leave what it does not cover. The terminal breaks the lines.
/// </summary>
internal sealed class MessageAbove(string message) : IRenderable
{
    private const string EraseBelow = "\u001b[J";

    public Measurement Measure(RenderOptions options, int maxWidth) => new(maxWidth, maxWidth);

    public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        [Segment.Control(EraseBelow), new Segment(message), Segment.LineBreak];
}
