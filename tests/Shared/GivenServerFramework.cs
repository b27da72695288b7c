using System.Reflection;
using Xunit.v3;

[assembly: TestFramework(typeof(S3MultipartUpload.TestSupport.GivenServerFramework))]

namespace S3MultipartUpload.TestSupport;

/// <summary>xunit's own, but where no server is given, one skipped test stands for all of <see cref="GivenStore"/>.</summary>
public sealed class GivenServerFramework : XunitTestFramework
{
    protected override ITestFrameworkDiscoverer CreateDiscoverer(Assembly assembly) =>
        new GivenServerDiscoverer(((XunitTestFrameworkDiscoverer)base.CreateDiscoverer(assembly)).TestAssembly);
}
