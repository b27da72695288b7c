namespace S3MultipartUpload.AspNetCore;

/// <summary>An uploader that browsers use.</summary>
/// <param name="Name">See <see cref="IS3MultipartUploadBuilder.Name"/>.</param>
internal sealed record BrowserUploadRegistration(string Name);
