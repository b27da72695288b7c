using Xunit.Sdk;
using Xunit.v3;

namespace S3MultipartUpload.TestSupport;

internal sealed class GivenServerDiscoverer(IXunitTestAssembly assembly) : XunitTestFrameworkDiscoverer(assembly)
{
    private const string Representative = "OverGivenServer.Memory_arrives_byte_for_byte";

    protected override ValueTask<bool> FindTestsForMethod(
        IXunitTestMethod testMethod, ITestFrameworkDiscoveryOptions discoveryOptions, Func<ITestCase, ValueTask<bool>> discoveryCallback) =>
        GivenStore.IsGiven || !NeedsServer(testMethod.TestClass.Class) || IsRepresentative(testMethod)
            ? base.FindTestsForMethod(testMethod, discoveryOptions, discoveryCallback)
            : new(true);

    private static bool NeedsServer(Type testClass) => typeof(IClassFixture<GivenStore>).IsAssignableFrom(testClass);

    private static bool IsRepresentative(IXunitTestMethod testMethod) =>
        $"{testMethod.TestClass.Class.Name}.{testMethod.MethodName}" == Representative;
}
