using Spectre.Console;
using Spectre.Console.Rendering;

namespace S3MultipartUpload.Cli.Screens;

/// <summary>How much has passed, where nobody knows of how much.</summary>
internal sealed class SentBytesColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(Amount.Bytes(task.Value));
}
