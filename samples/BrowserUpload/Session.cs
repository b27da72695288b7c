using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace BrowserUpload;

/// <summary>A sign-in for a demonstration: whoever says a name is that one. Put the one of your application in its place.</summary>
internal static class Session
{
    public static void MapSession(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder session = endpoints.MapGroup("/session");
        session.MapGet("", (HttpContext context) => new SignedIn(context.User.Identity?.Name));
        session.MapPut("", async (SignedIn user, HttpContext context) =>
        {
            if (user.Name?.Trim() is not { Length: > 0 and <= 40 } name)
            {
                return Results.Problem("Give a name of 1 to 40 characters.", statusCode: StatusCodes.Status400BadRequest);
            }

            var identity = new ClaimsIdentity(
                [new Claim(ClaimTypes.NameIdentifier, name), new Claim(ClaimTypes.Name, name)],
                CookieAuthenticationDefaults.AuthenticationScheme);
            await context.SignInAsync(new ClaimsPrincipal(identity));
            return Results.NoContent();
        });
        session.MapDelete("", async (HttpContext context) =>
        {
            await context.SignOutAsync();
            return Results.NoContent();
        });
    }

    internal sealed record SignedIn(string? Name);
}
